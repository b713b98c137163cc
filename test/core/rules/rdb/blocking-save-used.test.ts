import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/rdb/blocking-save-used.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { failing, verdict } from '../../../builders/verdict.ts';

describe('rdb/blocking-save-used', () => {
  const saves = (calls: number) => ({ commandstats: { save: { calls, usec: calls * 1_500_000 } } });
  const before = [clusterFacts({ everyNode: saves(2) })];

  test('fails when SAVE was called since the last audit, on either role', () => {
    const now = clusterFacts({ at: 300, everyNode: saves(2), nodes: { 7001: saves(3), 7004: saves(4) } });
    expect(failing(rule, { before, now })).toEqual(['127.0.0.1:7001', '127.0.0.1:7004']);
    expect(verdict(rule, { before, now }, 7004)).toMatchObject({
      severity: 'critical',
      message: 'SAVE was called 2 times since the last audit and held the node for 3000 ms',
      evidence: { calls: 2, failedCalls: 0, heldMs: 3000, overSeconds: 300 },
    });
  });

  test('passes when it was only called before', () => {
    expect(verdict(rule, { before, now: clusterFacts({ at: 300, everyNode: saves(2) }) }, 7001).status).toBe('pass');
  });

  test.each([
    { when: 'this is the first audit', judged: { now: clusterFacts({ everyNode: saves(2) }) } },
    { when: 'the statistics were reset', judged: { before, now: clusterFacts({ at: 300, everyNode: saves(1) }) } },
    {
      when: 'INFO could not be read',
      judged: { before, now: clusterFacts({ everyNode: { noInfo: failed('timeout', '') } }) },
    },
  ])('is unknown when $when', ({ judged }) => {
    expect(verdict(rule, judged, 7001).status).toBe('unknown');
  });
});
