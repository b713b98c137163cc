import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/latency/main-thread-busy.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('latency/main-thread-busy', () => {
  const worked = (seconds: number, interval = 100) =>
    twoAudits(
      7001,
      {},
      { info: { used_cpu_user_main_thread: 20 + seconds - 5, used_cpu_sys_main_thread: 15 } },
      interval,
    );

  test.each<[string, ReturnType<typeof worked>, string, string]>([
    ['80 of 100 seconds', worked(80), 'pass', ''],
    ['81 of 100 seconds', worked(81), 'fail', 'the command thread worked 81 % of the time (limit 80 %)'],
    ['two readings that are too near', worked(9, 9), 'unknown', 'the last reading was 9 s ago, too short to judge'],
  ])('%s', (_, judged, status, message) => {
    expect(verdict(rule, judged, 7001)).toMatchObject({ status, message });
  });

  test('is unknown at a first audit and after a restart', () => {
    const [then] = worked(90).before;
    expect(verdict(rule, { now: then ?? clusterFacts() }, 7001).status).toBe('unknown');
    const restarted = twoAudits(7001, {}, { info: { run_id: 'another' } });
    expect(verdict(rule, restarted, 7001).status).toBe('unknown');
  });
});
