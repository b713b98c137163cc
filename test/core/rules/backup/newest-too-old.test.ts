import { describe, expect, test } from '@jest/globals';
import type { CopiesReading } from '../../../../lib/core/backup/copies.ts';
import { failed, type Observed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/backup/newest-too-old.ts';
import { lookOf, readingOf, setOf } from '../../../builders/copies.ts';
import { clusterFacts, policyWith } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const now = clusterFacts();
const declared = policyWith({ backup: {} });
const incomplete = { state: 'incomplete', problems: ['shard 0 (failed): silence'], missingSlots: [[0, 5460]] } as const;
const wrong = { shard: '0', isWrong: true, problem: 'its SHA-256 is another one' };
const notLoaded = { shard: '0', isWrong: false, problem: 'the server is too old' };

describe('backup/newest-too-old', () => {
  test.each<[string, CopiesReading]>([
    ['is 26 h old', readingOf([setOf(26)])],
    [
      'is new, and an older one is damaged',
      readingOf([setOf(2), setOf(30, { verified: lookOf({ outcome: 'damaged' }) })]),
    ],
    ['is incomplete, and the one before is new enough', readingOf([setOf(1, incomplete), setOf(25)])],
    [
      'could not be loaded by the server of a drill',
      readingOf([setOf(1, { drilled: lookOf({ outcome: 'failed', shards: [notLoaded] }) })]),
    ],
  ])('passes when the newest set %s', (_, copies) => {
    expect(verdict(rule, { now, copies: ok(copies) }).status).toBe('pass');
  });

  test.each<[string, CopiesReading, string]>([
    [
      'is too old',
      readingOf([setOf(27)]),
      'the newest usable set, of 2026-02-28 00:00:00 UTC, is 27 h old, more than 26 h',
    ],
    [
      'holds a shard that is too old',
      readingOf([setOf(25, {}, { 0: { takenAt: '2026-02-28T00:00:00.000Z' } })]),
      'the newest usable set, of 2026-02-28 02:00:00 UTC, is 27 h old, more than 26 h',
    ],
    [
      'is damaged, and the one before is too old',
      readingOf([setOf(1, { verified: lookOf({ outcome: 'damaged', shards: [wrong] }) }), setOf(30)]),
      'the newest usable set, of 2026-02-27 21:00:00 UTC, is 30 h old, more than 26 h',
    ],
    [
      'was restored as something else',
      readingOf([setOf(1, { drilled: lookOf({ outcome: 'failed', shards: [wrong] }) })]),
      'none of the 1 sets there is usable',
    ],
    ['was interrupted, and is the only one', readingOf([], { unfinished: 1 }), 'there is no set in DIR'],
    [
      'is incomplete, as all of them that were opened, and they are old',
      readingOf([setOf(1, incomplete), setOf(40, incomplete)], { sets: 9 }),
      'none of the newest 2 sets is usable, and the others are more than 40 h old',
    ],
  ])('fails when the newest set %s', (_, copies, message) => {
    expect(verdict(rule, { now, copies: ok(copies) })).toMatchObject({ status: 'fail', severity: 'critical', message });
  });

  test.each([
    [
      'is unknown while the first set has time',
      25,
      'unknown',
      /^there is no set in DIR yet: the first one has time until /,
    ],
    ['fails when that is over', 26, 'fail', /^there is no set in DIR$/],
  ])('%s', (_, hours, status, message) => {
    const look = { now, policy: declared, copies: ok(readingOf([])), options: { firstWithinHours: 26 } };
    const readAt = new Date(Date.parse(readingOf([]).readAt) - hours * 3_600_000).toISOString();
    const earlier = { before: [clusterFacts({ at: -300 })], copiesBefore: ok({ ...readingOf([]), readAt }) };
    expect(verdict(rule, { ...look, ...earlier })).toMatchObject({ status, message: expect.stringMatching(message) });
  });

  test('fails when copies are declared and there is none', () => {
    expect(verdict(rule, { now, policy: declared, copies: ok(readingOf([])) })).toMatchObject({
      status: 'fail',
      message: 'there is no set in DIR',
    });
  });

  test.each<[string, Observed<CopiesReading> | undefined, string]>([
    [
      'the store cannot be read',
      failed('store', 'cannot list s3://b (AccessDenied)'),
      'copies: cannot list s3://b (AccessDenied)',
    ],
    ['copies are declared and there is no store to look into', undefined, '--store'],
    [
      'none that was opened is usable, and older ones may be',
      ok(readingOf([setOf(1, incomplete)], { sets: 9 })),
      'older ones were not opened',
    ],
  ])('is unknown when %s', (_, copies, message) => {
    const judged = { now, policy: declared, ...(copies === undefined ? {} : { copies }) };
    expect(verdict(rule, judged)).toMatchObject({ status: 'unknown', message: expect.stringContaining(message) });
  });

  test.each([
    ['nobody declared copies or looked for them', { now }, 'no copies off the hosts are declared'],
    ['none are declared, and none are there', { now, copies: ok(readingOf([])) }, 'there are none in DIR'],
    [
      'a managed service makes snapshots of its own',
      { now: clusterFacts({ cluster: { id: 'test', provider: 'memorydb' } }) },
      'memorydb makes snapshots of its own, which are not read yet',
    ],
  ])('is skipped when %s', (_, judged, message) => {
    expect(verdict(rule, judged)).toMatchObject({ status: 'skipped', message: expect.stringContaining(message) });
  });

  test('judges another age when told to', () => {
    const copies = ok(readingOf([setOf(2)]));
    expect(verdict(rule, { now, copies, options: { maxAgeHours: 1 } }).status).toBe('fail');
  });
});
