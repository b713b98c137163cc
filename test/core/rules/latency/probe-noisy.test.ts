import { describe, expect, test } from '@jest/globals';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/latency/probe-noisy.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { silent } from '../../../builders/silent.ts';
import { verdict } from '../../../builders/verdict.ts';

const stalled = (ms: number, durationMs = 200) =>
  clusterFacts({ intrinsic: ok({ durationMs, longestStallUs: ms * 1000 }) });

describe('latency/probe-noisy', () => {
  test.each([
    [10, 200, 'pass', ''],
    [10.1, 200, 'fail', 'a busy loop was held up for 10.1 ms (limit 10 ms)'],
    [10.1, 50, 'fail', 'a busy loop was held up for 10.1 ms (limit 10 ms)'],
    [2, 50, 'unknown', 'the busy loop ran for 50 ms, 200 ms are wanted'],
  ])('a stall of %d ms in %i ms: %s', (ms, durationMs, status, message) => {
    expect(verdict(rule, { now: stalled(ms, durationMs) })).toMatchObject({ status, message, severity: 'info' });
  });

  test.each([
    [8, undefined],
    [9, 'a stall of 9 ms is within the limit, but above 80 % of it'],
  ])('a stall of %d ms ends an alert only where it is clearly within the limit', (ms, notYetClear) => {
    expect(verdict(rule, { now: stalled(ms) }).notYetClear).toBe(notYetClear);
  });

  test('is about the cluster once, not about each node', () => {
    expect(verdict(rule, { now: stalled(12) })).toMatchObject({
      resource: { kind: 'cluster', id: 'test' },
      evidence: { longestStallMs: 12, durationMs: 200 },
    });
  });

  test('does not mind nodes that do not answer', () => {
    expect(verdict(rule, { now: clusterFacts({ everyNode: silent }) })).toMatchObject({ status: 'pass' });
  });

  test('is unknown when nothing was measured', () => {
    const now = clusterFacts({ intrinsic: failed('timeout', 'the run was out of time') });
    expect(verdict(rule, { now })).toMatchObject({ status: 'unknown', missing: [{ fact: 'intrinsic' }] });
  });
});
