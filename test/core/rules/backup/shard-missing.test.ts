import { describe, expect, test } from '@jest/globals';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/backup/shard-missing.ts';
import { readingOf, setOf } from '../../../builders/copies.ts';
import { clusterFacts, policyWith } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const now = clusterFacts();
const lacking = {
  state: 'incomplete',
  problems: ['shard 0 (no-replica): it has no replica'],
  missingSlots: [[0, 5460]],
} as const;

describe('backup/shard-missing', () => {
  test.each([
    ['the newest set is whole', readingOf([setOf(1)])],
    ['an older set lacks a shard', readingOf([setOf(1), setOf(25, lacking)])],
    // After a resharding the newest set has other shards: what counts is that it has every slot.
    ['it has fewer shards than the cluster by now', readingOf([setOf(1, { copies: [] })])],
  ])('passes when %s', (_, copies) => {
    expect(verdict(rule, { now, copies: ok(copies) }).status).toBe('pass');
  });

  test.each([
    [
      'a shard is missing',
      setOf(1, lacking),
      'the newest set, of 2026-03-01 02:00:00 UTC, has no RDB of slots 0-5460: shard 0 (no-replica): it has no replica',
    ],
    [
      'slots were moved meanwhile',
      setOf(1, { state: 'incomplete', problems: ['a slot was being moved'] }),
      'the newest set, of 2026-03-01 02:00:00 UTC, is not whole: a slot was being moved',
    ],
    [
      'its manifest calls it complete, and slots are missing all the same',
      setOf(1, { missingSlots: [[7, 7]] }),
      'the newest set, of 2026-03-01 02:00:00 UTC, has no RDB of slots 7',
    ],
  ])('fails when %s', (_, set, message) => {
    expect(verdict(rule, { now, copies: ok(readingOf([set, setOf(25)])) })).toMatchObject({
      status: 'fail',
      severity: 'critical',
      message,
    });
  });

  test.each([
    ['the store cannot be read', failed('store', 'denied'), 'copies: denied'],
    [
      'the newest manifest cannot be understood',
      ok(readingOf([setOf(1, { state: 'unreadable', problems: ['its manifest is damaged'], copies: [] })])),
      'the newest set cannot be judged: its manifest is damaged',
    ],
  ])('is unknown when %s', (_, copies, message) => {
    expect(verdict(rule, { now, copies })).toMatchObject({ status: 'unknown', message });
  });

  test('is skipped where there is no set yet, or none is declared', () => {
    const policy = policyWith({ backup: {} });
    expect(verdict(rule, { now, policy, copies: ok(readingOf([])) }).status).toBe('skipped');
    expect(verdict(rule, { now }).status).toBe('skipped');
  });
});
