import { describe, expect, test } from '@jest/globals';
import type { CopyDigest } from '../../../../lib/core/backup/copies.ts';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/backup/taken-from-primary.ts';
import { readingOf, setOf } from '../../../builders/copies.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const now = clusterFacts();
const withShard0 = (change: Partial<CopyDigest>) => ok(readingOf([setOf(1, {}, { 0: change }), setOf(25)]));
const atSlot0 = (change: Partial<CopyDigest>) => verdict(rule, { now, copies: withShard0(change) }, 0);

describe('backup/taken-from-primary', () => {
  test('passes for a copy from a replica, and for another shard', () => {
    expect(atSlot0({}).status).toBe('pass');
    expect(verdict(rule, { now, copies: withShard0({ roleAfter: 'primary' }) }, 5461).status).toBe('pass');
  });

  test.each([
    ['at the start', { roleBefore: 'primary' }],
    ['at the end', { roleAfter: 'primary', outcome: 'became-primary' }],
  ] as const)('fails when it was a primary %s', (when, change) => {
    expect(atSlot0(change)).toMatchObject({
      status: 'fail',
      severity: 'warning',
      message: `10.0.0.4:6379 was a primary ${when} of the copy of 2026-03-01 02:00:00 UTC`,
    });
  });

  test('is unknown when it did not say its role, or the store could not be read', () => {
    expect(atSlot0({ roleAfter: null, outcome: 'role-unknown' })).toMatchObject({
      status: 'unknown',
      message: '10.0.0.4:6379 did not say its role at the end of the copy of 2026-03-01 02:00:00 UTC',
    });
    expect(verdict(rule, { now, copies: failed('store', 'denied') }, 0).status).toBe('unknown');
  });

  test('is skipped without a copy', () => {
    expect(atSlot0({ whole: false }).status).toBe('skipped');
    expect(verdict(rule, { now }, 0).status).toBe('skipped');
  });
});
