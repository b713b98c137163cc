import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { BackupSet, SetState } from '../../../lib/core/backup/backup-set.ts';
import { plannedRetention, type RetentionPolicy, retain } from '../../../lib/core/backup/retention.ts';
import { setName } from '../../../lib/core/backup/set-keys.ts';

const DAY = 86_400_000;
const now = Date.UTC(2026, 2, 31);

const daysOld = (days: number): string => setName(new Date(now - days * DAY).toISOString());
const set = (days: number, state: SetState): BackupSet => ({
  clusterId: 'shop',
  set: daysOld(days),
  state,
  problems: [],
  manifest: null,
  verified: null,
  drilled: null,
});

/** `complete 0, incomplete 3`: state and age in days. */
function setsOf(text: string): readonly BackupSet[] {
  return text.split(', ').map((each) => {
    const [state = '', days] = each.split(' ');
    return set(Number(days), state as SetState);
  });
}

const kept = (text: string, policy: RetentionPolicy): string => {
  const sets = setsOf(text);
  const verdicts = retain(sets, policy, now);
  return verdicts
    .filter(({ verdict }) => verdict === 'keep')
    .map((verdict) => text.split(', ')[sets.findIndex((each) => each.set === verdict.set)])
    .join(', ');
};

describe('what is kept', () => {
  test.each<[string, RetentionPolicy, string, string]>([
    [
      'everything, without a policy',
      { count: null, days: null },
      'complete 1, complete 400',
      'complete 1, complete 400',
    ],
    ['the newest so many', { count: 2, days: null }, 'complete 1, complete 2, complete 3', 'complete 1, complete 2'],
    [
      'those of the last days',
      { count: null, days: 7 },
      'complete 1, complete 7, complete 8',
      'complete 1, complete 7',
    ],
    [
      'what either keeps',
      { count: 3, days: 2 },
      'complete 1, complete 5, complete 6, complete 7',
      'complete 1, complete 5, complete 6',
    ],
    [
      'the newest complete one, however old',
      { count: 1, days: 1 },
      'incomplete 5, complete 90, complete 91',
      'incomplete 5, complete 90',
    ],
    [
      'everything while nothing is complete',
      { count: 1, days: 1 },
      'incomplete 5, unfinished 6, incomplete 90',
      'incomplete 5, unfinished 6, incomplete 90',
    ],
    [
      'incomplete ones do not count',
      { count: 2, days: null },
      'complete 1, incomplete 2, complete 3, complete 4',
      'complete 1, complete 3',
    ],
    [
      'incomplete ones of the last days',
      { count: 1, days: 3 },
      'complete 1, incomplete 2, incomplete 4',
      'complete 1, incomplete 2',
    ],
    [
      'what may still be written',
      { count: 1, days: null },
      'complete 0.1, unfinished 0.5, unfinished 2',
      'complete 0.1, unfinished 0.5',
    ],
    [
      'what cannot be understood',
      { count: 1, days: null },
      'complete 1, unreadable 300, complete 301',
      'complete 1, unreadable 300',
    ],
  ])('%s', (_, policy, sets, expected) => {
    expect(kept(sets, policy)).toBe(expected);
  });

  test('does not count a set that turned out to be damaged', () => {
    const damaged = { at: '2026-03-30T00:00:00.000Z', outcome: 'damaged', level: 2 } as const;
    const [newest, ...others] = setsOf('complete 1, complete 2, complete 3');
    if (newest === undefined) throw new Error('there are three');
    const verdicts = retain([{ ...newest, verified: damaged }, ...others], { count: 1, days: null }, now);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['keep', 'keep', 'delete']);
  });

  test('is told with the reason, newest first', () => {
    expect(retain(setsOf('complete 3, incomplete 2, complete 1'), { count: 1, days: null }, now)).toEqual([
      { set: daysOld(1), verdict: 'keep', reason: 'the newest complete set' },
      { set: daysOld(2), verdict: 'delete', reason: 'it is not complete, and newer ones are' },
      { set: daysOld(3), verdict: 'delete', reason: 'newer ones are kept' },
    ]);
  });

  test('always has the newest complete set, and all that is newer', () => {
    const states = fc.constantFrom<SetState>('complete', 'incomplete', 'unfinished', 'unreadable');
    const ages = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 500 }), states), { selector: ([days]) => days });
    const limit = fc.option(fc.integer({ min: 1, max: 10 }));
    fc.assert(
      fc.property(ages, limit, limit, (found, count, days) => {
        const verdicts = retain(
          found.map(([age, state]) => set(age, state)),
          { count, days },
          now,
        );
        const newest = Math.min(...found.filter(([, state]) => state === 'complete').map(([age]) => age));
        const mustStay = found.filter(([age]) => age <= newest).map(([age]) => daysOld(age));
        const deleted = verdicts.filter(({ verdict }) => verdict === 'delete').map((verdict) => verdict.set);
        expect(deleted.filter((each) => mustStay.includes(each))).toEqual([]);
      }),
    );
  });

  test('is planned as if a complete set came now', () => {
    const policy = { count: 1, days: null };
    expect(
      plannedRetention(setsOf('complete 1, complete 2'), 'shop', policy, now).map(({ verdict }) => verdict),
    ).toEqual(['delete', 'delete']);
    expect(plannedRetention([], 'shop', policy, now)).toEqual([]);
  });
});
