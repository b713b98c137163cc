import { describe, expect, test } from '@jest/globals';
import type { CopyDigest } from '../../../../lib/core/backup/copies.ts';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/backup/shrunk.ts';
import { readingOf, setOf } from '../../../builders/copies.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const now = clusterFacts();
const two = (change: Partial<CopyDigest>, before: Partial<CopyDigest> = {}) =>
  ok(readingOf([setOf(1, {}, { 0: change }), setOf(25, {}, { 0: before })]));
const atSlot0 = (copies: ReturnType<typeof two>, options = {}) => verdict(rule, { now, copies, options }, 0);

describe('backup/shrunk', () => {
  test.each([
    ['it is as large', two({})],
    ['it is half as large', two({ bytes: 500_000 })],
    ['it has fewer keys as well', two({ bytes: 100_000, keys: 100 })],
    ['the one before was empty', two({}, { bytes: 0, keys: 0 })],
  ])('passes when %s', (_, copies) => {
    expect(atSlot0(copies).status).toBe('pass');
  });

  test('fails when it is smaller and the keys are still there', () => {
    const copies = two({ bytes: 400_000, keys: 990 });
    expect(atSlot0(copies)).toMatchObject({
      status: 'fail',
      severity: 'warning',
      message: 'the copy of 2026-03-01 02:00:00 UTC has 391 KiB after 977 KiB, but 990 keys after 1000',
    });
    expect(atSlot0(copies, { failBelowShare: 0.3 }).status).toBe('pass');
    expect(verdict(rule, { now, copies }, 5461).status).toBe('pass');
  });

  test('is unknown when it is smaller and nobody counted its keys, or the store could not be read', () => {
    expect(atSlot0(two({ bytes: 100_000, keys: null })).status).toBe('unknown');
    expect(verdict(rule, { now, copies: failed('store', 'denied') }, 0).status).toBe('unknown');
  });

  test.each([
    ['there is one copy only', ok(readingOf([setOf(1)]))],
    ['the shard had other slots before', two({ bytes: 1 }, { slots: [[0, 6000]] })],
    ['the last copy failed, and there is one before it', two({ whole: false, bytes: null })],
  ])('is skipped when %s', (_, copies) => {
    expect(atSlot0(copies)).toMatchObject({
      status: 'skipped',
      message: 'there are no two copies of it with the same slots',
    });
  });
});
