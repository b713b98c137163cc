import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/aof/fsync-delayed.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

/** Two audits of 7001, 300 s apart. */
function twoAudits(then: NodeChange, now: NodeChange) {
  return { before: [clusterFacts({ nodes: { 7001: then } })], now: clusterFacts({ at: 300, nodes: { 7001: now } }) };
}

function delayed(count: number | undefined, info: NodeChange['info'] = {}): NodeChange {
  return { info: { aof_delayed_fsync: count, ...info } };
}

describe('aof/fsync-delayed', () => {
  test('fails when three more fsyncs were delayed than at the last audit', () => {
    expect(verdict(rule, twoAudits(delayed(10), delayed(13)), 7001)).toMatchObject({
      status: 'fail',
      severity: 'warning',
      message: '3 fsyncs took over 2 s within 300 s; the limit is 3',
      evidence: { delayedFsyncs: 3, overSeconds: 300 },
    });
  });

  test('passes when two were, however many there were before', () => {
    expect(verdict(rule, twoAudits(delayed(100), delayed(102)), 7001).status).toBe('pass');
  });

  test('judges another number when told to', () => {
    expect(verdict(rule, { ...twoAudits(delayed(0), delayed(1)), options: { failAtCount: 1 } }, 7001).status).toBe(
      'fail',
    );
  });

  test.each([
    { when: 'this is the first audit', judged: { now: clusterFacts() }, reason: 'not been audited before' },
    {
      when: 'the process is another one',
      judged: twoAudits(delayed(0), delayed(9, { run_id: 'another' })),
      reason: 'another one',
    },
    { when: 'the statistics were reset', judged: twoAudits(delayed(5), delayed(4)), reason: 'RESETSTAT' },
  ])('is unknown when $when', ({ judged, reason }) => {
    expect(verdict(rule, judged, 7001)).toMatchObject({ status: 'unknown', message: expect.stringContaining(reason) });
  });

  test('is skipped where the AOF is off: the counter is not reported then', () => {
    const off = delayed(undefined, { aof_enabled: 0 });
    expect(verdict(rule, twoAudits(off, off), 7001).status).toBe('skipped');
  });

  test('a counter that went away with the AOF does not look like a reset', () => {
    const off = delayed(undefined, { aof_enabled: 0 });
    expect(verdict(rule, twoAudits(delayed(5), off), 7001).status).toBe('skipped');
  });
});
