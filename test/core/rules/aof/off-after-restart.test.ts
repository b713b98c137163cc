import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/aof/off-after-restart.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { silent } from '../../../builders/silent.ts';
import { oneAudit, twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const off = { info: { aof_enabled: 0 } };
const restarted = (aof: number) => ({ info: { aof_enabled: aof, run_id: 'another' } });

describe('aof/off-after-restart', () => {
  test('fails when the AOF was on in the process before this one', () => {
    expect(verdict(rule, twoAudits(7001, {}, restarted(0)), 7001)).toMatchObject({
      status: 'fail',
      severity: 'critical',
      message: 'AOF was on before the restart and is off since',
    });
  });

  test('remembers it through audits in which the node did not answer', () => {
    const before = [clusterFacts(), clusterFacts({ at: 60, nodes: { 7001: silent } })];
    const now = clusterFacts({ at: 120, nodes: { 7001: restarted(0) } });
    expect(verdict(rule, { before, now }, 7001).status).toBe('fail');
  });

  test.each([
    ['it is on again', twoAudits(7001, {}, restarted(1))],
    ['it was off before', twoAudits(7001, off, restarted(0))],
    ['it was switched off without a restart', twoAudits(7001, {}, off)],
  ])('passes when %s', (_, judged) => {
    expect(verdict(rule, judged, 7001).status).toBe('pass');
  });

  test.each([
    ['at the first audit', oneAudit(7001, restarted(0))],
    ['while the node loads, with its AOF off', twoAudits(7001, {}, { info: { ...restarted(0).info, loading: 1 } })],
  ])('is unknown %s', (_, judged) => {
    expect(verdict(rule, judged, 7001).status).toBe('unknown');
  });

  test('keeps aof/not-enabled silent', () => {
    expect(rule.mutes).toEqual(['aof/not-enabled']);
  });
});
