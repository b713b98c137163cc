import { describe, expect, test } from '@jest/globals';
import { chooseFacts } from '../../../lib/core/digest/choose-facts.ts';
import { periodEnding } from '../../../lib/core/digest/period.ts';
import { coverageOf, foldRun, noRuns } from '../../../lib/core/digest/run-fold.ts';
import type { AuditKind } from '../../../lib/core/facts.ts';

const period = periodEnding('day', '2026-03-02T00:00:00.000Z');
const hour = (at: number): string => new Date(Date.parse(period.from) + at * 3_600_000).toISOString();
const every = (from: number, to: number, but: readonly number[] = []): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((each) => !but.includes(each));

function foldOf(hours: readonly number[], audit: AuditKind = 'full') {
  const fold = noRuns();
  for (const at of hours) foldRun(fold, { cluster: { id: 'shop' }, audit, scheduledAt: hour(at) }, period);
  return fold;
}

describe('Coverage', () => {
  test.each<[string, readonly number[], object | undefined]>([
    [
      'is whole where no run is missing',
      every(-2, 23),
      { runs: 24, expected: 24, longestGapSeconds: 3600, isLate: false },
    ],
    [
      'shows a gap',
      every(-2, 23, [10, 11]),
      { runs: 22, expected: 24, longestGapSeconds: 3 * 3600, gapFrom: hour(9), isLate: true },
    ],
    [
      'shows a gap that begins before the period',
      every(-9, 23, every(-5, 3)),
      { longestGapSeconds: 10 * 3600, gapFrom: hour(-6) },
    ],
    ['shows a gap up to the end', every(-2, 20), { longestGapSeconds: 4 * 3600, gapFrom: hour(20), isLate: true }],
    [
      'asks nothing of the time before the first audit of all',
      every(12, 23),
      { runs: 12, expected: 12, isLate: false },
    ],
    [
      'of a kind that stopped before the period is none',
      every(-9, -3),
      { runs: 0, longestGapSeconds: 27 * 3600, isLate: true },
    ],
    ['of a kind that never ran is none', [], { runs: 0, expected: 24, longestGapSeconds: 24 * 3600, isLate: true }],
  ])('%s', (_, hours, expected) => {
    expect(coverageOf(foldOf(hours), { full: 3600 }, period)).toMatchObject([{ kind: 'full', ...expected }]);
  });

  test('knows of no run that should have been without a schedule', () => {
    const [found] = coverageOf(foldOf(every(0, 5)), {}, period);
    expect(found).toMatchObject({ runs: 6, isLate: false });
    expect(found).not.toHaveProperty('expected');
    expect(coverageOf(noRuns(), {}, period)).toEqual([]);
  });
});

describe('The facts that are opened', () => {
  const times = (runs: readonly (readonly { readonly scheduledAt: string }[])[]) =>
    runs.map((each) => each.map(({ scheduledAt }) => scheduledAt));

  test('are the newest of the period and the newest before it, with others in their place', () => {
    const { after, before, persistence } = chooseFacts(foldOf(every(-5, 23)));
    expect(times(after)).toEqual([[hour(23), hour(22), hour(21)]]);
    expect(times(before)).toEqual([[hour(-1), hour(-2), hour(-3)]]);
    expect(persistence.slice(0, 2).map(({ scheduledAt }) => scheduledAt)).toEqual([hour(23), hour(22)]);
  });

  test('are the oldest of the period where there is none before it, and never the newest twice', () => {
    expect(times(chooseFacts(foldOf([3, 9])).before)).toEqual([[hour(3)]]);
    expect(chooseFacts(foldOf([3])).before).toEqual([]);
  });

  test('are a few, however many runs there are', () => {
    const fold = noRuns();
    for (const audit of ['slowlog', 'latency', 'topology', 'persistence', 'full'] as const)
      for (let at = -300; at < 2016; at++)
        foldRun(fold, { cluster: { id: 'shop' }, audit, scheduledAt: hour(at / 90) }, period);
    const { after, before } = chooseFacts(fold);
    expect([after.length, before.length]).toEqual([5, 5]);
    expect(
      [...fold.values()].every(({ first, last, before: early }) => first.length + last.length + early.length <= 9),
    ).toBe(true);
  });
});
