import { describe, expect, test } from '@jest/globals';
import type { SetDigest } from '../../../../lib/core/backup/copies.ts';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/backup/copy-unverified.ts';
import { lookOf, readingOf, setOf } from '../../../builders/copies.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const now = clusterFacts();
const reached = (level: 0 | 1 | 2, change: Partial<SetDigest> = {}) =>
  ok(readingOf([setOf(1, change, { 0: { level } })]));
const atSlot0 = (copies: ReturnType<typeof reached>, options = {}) => verdict(rule, { now, copies, options }, 0);

describe('backup/copy-unverified', () => {
  test('passes where the checksum was right, and where every record was looked at', () => {
    expect(atSlot0(reached(1)).status).toBe('pass');
    expect(atSlot0(reached(2), { minLevel: 2 }).status).toBe('pass');
  });

  test('fails for the shard whose server writes no checksum, and only for that one', () => {
    expect(atSlot0(reached(0))).toMatchObject({
      status: 'fail',
      severity: 'warning',
      message:
        'the newest copy, of 2026-03-01 02:00:00 UTC, reached level 0 of 1: its server writes no checksum (rdbchecksum no)',
    });
    expect(verdict(rule, { now, copies: reached(0) }, 5461).status).toBe('pass');
  });

  test('fails where the team wants every record looked at, until a later look did', () => {
    expect(atSlot0(reached(1), { minLevel: 2 })).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('not every record of it was understood'),
    });
    expect(atSlot0(reached(1, { verified: lookOf({ level: 2 }) }), { minLevel: 2 }).status).toBe('pass');
  });

  test('a later look does not make up for a checksum that was never written', () => {
    expect(atSlot0(reached(0, { verified: lookOf({ level: 2 }) })).status).toBe('fail');
  });

  test('is skipped without a copy of the shard, unknown where the store could not be read', () => {
    const lacking = ok(readingOf([setOf(1, {}, { 0: { whole: false, bytes: null, level: null, takenAt: null } })]));
    expect(atSlot0(lacking).status).toBe('skipped');
    expect(verdict(rule, { now }, 0).status).toBe('skipped');
    expect(verdict(rule, { now, copies: failed('store', 'denied') }, 0).status).toBe('unknown');
  });
});
