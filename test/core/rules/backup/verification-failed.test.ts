import { describe, expect, test } from '@jest/globals';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/backup/verification-failed.ts';
import { lookOf, readingOf, setAt, setOf } from '../../../builders/copies.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { judge, verdict } from '../../../builders/verdict.ts';

const now = clusterFacts();
const damage = (shard: string) => ({ shard, isWrong: true, problem: 'its SHA-256 is another one' });
const damaged = lookOf({ outcome: 'damaged', shards: [damage('5461')] });
const doubtful = (hours: number, look: { verified?: typeof damaged; drilled?: typeof damaged }) => ({
  set: setAt(hours),
  verified: null,
  drilled: null,
  ...look,
});
const withDoubts = (...sets: readonly ReturnType<typeof doubtful>[]) =>
  ok(readingOf([setOf(1)], { sets: 30, doubtful: sets, doubtfulSets: sets.length }));
const statuses = (copies: ReturnType<typeof withDoubts>) =>
  judge(rule, { now, copies }).map(({ resource, status }) => [resource.id, status]);

describe('backup/verification-failed', () => {
  test('passes where nothing was found damaged', () => {
    expect(verdict(rule, { now, copies: withDoubts() }, 0).status).toBe('pass');
  });

  test('fails for the shard that is damaged, in a set of any age, and passes for the others', () => {
    const copies = withDoubts(doubtful(300, { verified: damaged }));
    expect(statuses(copies)).toEqual([
      ['0', 'pass'],
      ['5461', 'fail'],
      ['10923', 'pass'],
    ]);
    expect(verdict(rule, { now, copies }, 5461)).toMatchObject({
      severity: 'critical',
      message: `in the set of 2026-02-16 15:00:00 UTC (${setAt(300)}) it is damaged: its SHA-256 is another one`,
      evidence: { foundBy: 'verify', others: [] },
    });
  });

  test('goes by the slots where the shard has another first slot by now', () => {
    const copies = withDoubts(doubtful(3, { verified: lookOf({ outcome: 'damaged', shards: [damage('6000')] }) }));
    expect(verdict(rule, { now, copies }, 5461).status).toBe('fail');
  });

  test('takes the word of a drill that loaded something else, not of one that loaded nothing', () => {
    const drill = (isWrong: boolean) => lookOf({ outcome: 'failed', shards: [{ ...damage('0'), isWrong }] });
    expect(verdict(rule, { now, copies: withDoubts(doubtful(1, { drilled: drill(true) })) }, 0)).toMatchObject({
      status: 'fail',
      evidence: { foundBy: 'drill' },
    });
    expect(verdict(rule, { now, copies: withDoubts(doubtful(1, { drilled: drill(false) })) }, 0).status).toBe('pass');
  });

  test('says how many more there are', () => {
    const copies = withDoubts(doubtful(1, { verified: damaged }), doubtful(25, { verified: damaged }));
    expect(verdict(rule, { now, copies }, 5461).message).toContain('; 1 more like it');
  });

  test('is unknown where damaged sets were not opened, or the store could not be read', () => {
    const copies = ok(readingOf([setOf(1)], { sets: 30, doubtfulSets: 7 }));
    expect(verdict(rule, { now, copies }, 0)).toMatchObject({
      status: 'unknown',
      message: '7 more damaged sets were not opened',
    });
    expect(verdict(rule, { now, copies: failed('store', 'denied') }, 0).status).toBe('unknown');
  });

  test('is skipped where there are no copies', () => {
    expect(verdict(rule, { now, copies: ok(readingOf([])) }, 0).status).toBe('skipped');
    expect(verdict(rule, { now, copies: ok(readingOf([], { unfinished: 1 })) }, 0).status).toBe('skipped');
  });
});
