import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/latency/monitor-too-coarse.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('latency/monitor-too-coarse', () => {
  test.each([
    ['0', 'pass', ''],
    ['100', 'pass', ''],
    ['101', 'fail', 'latency-monitor-threshold is 101 ms (limit 100 ms)'],
  ])('%s ms', (threshold, status, message) => {
    const judged = oneAudit(7001, { config: { 'latency-monitor-threshold': threshold } });
    expect(verdict(rule, judged, 7001)).toMatchObject({ status, message });
  });
});
