import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/commands/redirects-high.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('commands/redirects-high', () => {
  const growth = (redirects: number, change: NodeChange = {}) =>
    twoAudits(
      7001,
      { info: { total_commands_processed: 0 } },
      { info: { total_commands_processed: 10_000 }, errorstats: { MOVED: redirects }, ...change },
    );

  test.each<[string, ReturnType<typeof growth>, string, string]>([
    ['1 %', growth(100), 'pass', ''],
    ['more', growth(150), 'fail', '150 redirects, 1.5 % of commands (limit 1 %)'],
    ['more while a slot is open', growth(150, { errorstats: { MOVED: 150, ASK: 1 } }), 'pass', ''],
    ['more while keys come in', growth(150, { commandstats: { 'restore-asking': { calls: 3 } } }), 'pass', ''],
    ['more after a slot has moved', growth(150, { commandstats: { 'cluster|setslot': { calls: 1 } } }), 'pass', ''],
  ])('%s', (_, judged, status, message) => {
    expect(verdict(rule, judged, 7001)).toMatchObject({ status, message });
  });

  test('fires at the second audit in a row', () => {
    expect(rule.failureThreshold).toBe(2);
  });

  test('is unknown at a first audit and after a restart', () => {
    const [then] = growth(1).before;
    expect(verdict(rule, { now: then ?? clusterFacts() }, 7001).status).toBe('unknown');
    const restarted = twoAudits(7001, {}, { info: { run_id: 'another' } });
    expect(verdict(rule, restarted, 7001).status).toBe('unknown');
  });
});
