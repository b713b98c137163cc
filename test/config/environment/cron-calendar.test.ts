import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextRuns, runsPerMonth, shortestGapSeconds } from '../../../lib/config/environment/schedule.ts';

/** A field as it is written, and what it means, told in another way than the product does. */
interface Field<T> {
  readonly text: string;
  readonly has: (at: T) => boolean;
}

const DAY_MS = 86_400_000;

const numbers = (from: number, to: number): fc.Arbitrary<Field<number>> =>
  fc.oneof(
    fc.constant({ text: '*', has: () => true }),
    fc.uniqueArray(fc.integer({ min: from, max: to }), { minLength: 1, maxLength: 4 }).map((list) => ({
      text: list.join(),
      has: (value: number) => list.includes(value),
    })),
    fc
      .tuple(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: to }), fc.integer({ min: 1, max: 9 }))
      .map(([a, b, step]) => [Math.min(a, b), Math.max(a, b), step] as const)
      .map(([low, high, step]) => ({
        text: `${low}-${high}/${step}`,
        has: (value: number) => value >= low && value <= high && (value - low) % step === 0,
      })),
    fc.tuple(fc.integer({ min: from, max: to }), fc.integer({ min: 1, max: 9 })).map(([low, step]) => ({
      text: `${low}/${step}`,
      has: (value: number) => value >= low && (value - low) % step === 0,
    })),
  );

const names = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const monthOf = (at: Date, byDays: number): number => new Date(at.getTime() + byDays * DAY_MS).getUTCMonth();
const isLastDay = (at: Date): boolean => monthOf(at, 1) !== at.getUTCMonth();
const weekday = fc.integer({ min: 1, max: 7 });

/** The two fields for days, in their places. */
const days: fc.Arbitrary<readonly [month: string, week: string, has: (at: Date) => boolean]> = fc.oneof(
  numbers(1, 31).map(({ text, has }) => [text, '?', (at: Date) => has(at.getUTCDate())] as const),
  fc.constant(['L', '?', isLastDay] as const),
  weekday.map((day) => ['?', String(day), (at: Date) => at.getUTCDay() === day - 1] as const),
  fc
    .uniqueArray(weekday, { minLength: 1, maxLength: 4 })
    .map(
      (list) =>
        ['?', list.map((day) => names[day - 1]).join(), (at: Date) => list.includes(at.getUTCDay() + 1)] as const,
    ),
  fc.constant(['?', 'MON-FRI', (at: Date) => at.getUTCDay() >= 1 && at.getUTCDay() <= 5] as const),
  weekday.map(
    (day) => ['?', `${day}L`, (at: Date) => at.getUTCDay() === day - 1 && monthOf(at, 7) !== at.getUTCMonth()] as const,
  ),
  fc
    .tuple(weekday, fc.integer({ min: 1, max: 5 }))
    .map(
      ([day, nth]) =>
        [
          '?',
          `${names[day - 1]}#${nth}`,
          (at: Date) => at.getUTCDay() === day - 1 && Math.ceil(at.getUTCDate() / 7) === nth,
        ] as const,
    ),
  fc.integer({ min: 1, max: 31 }).map((day) => [`${day}W`, '?', (at: Date) => isNearestWeekday(at, day)] as const),
);

/** Saturday goes back to Friday and Sunday on to Monday, but never into another month. */
function isNearestWeekday(at: Date, day: number): boolean {
  const wanted = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), day));
  if (wanted.getUTCMonth() !== at.getUTCMonth()) return false;
  const back = day === 1 ? 2 : -1;
  const on = isLastDay(wanted) ? -2 : 1;
  const moved = { 6: back, 0: on }[wanted.getUTCDay()] ?? 0;
  return at.getUTCDate() === day + moved;
}

const crons = fc.tuple(numbers(0, 59), numbers(0, 23), days, numbers(1, 12));
const begins = fc.integer({ min: 0, max: 4 * 365 }).map((day) => Date.UTC(2026, 0, 1) + day * DAY_MS);

/** Every minute of so many days, looked at one by one. */
function minutesThat([minutes, hours, [, , isDay], months]: CronParts, from: number, span: number): readonly number[] {
  const found: number[] = [];
  for (let day = from; day < from + span * DAY_MS; day += DAY_MS) {
    const at = new Date(day);
    if (!isDay(at) || !months.has(at.getUTCMonth() + 1)) continue;
    for (let minute = 0; minute < 1440; minute++) {
      if (minutes.has(minute % 60) && hours.has(Math.floor(minute / 60))) found.push(day + minute * 60_000);
    }
  }
  return found;
}

type CronParts = readonly [
  Field<number>,
  Field<number>,
  readonly [string, string, (at: Date) => boolean],
  Field<number>,
];

const written = ([minutes, hours, [month, week], months]: CronParts): string =>
  `cron(${minutes.text} ${hours.text} ${month} ${months.text} ${week} *)`;

test('a cron of AWS fires at the minutes that its fields name, and at no other', () => {
  fc.assert(
    fc.property(crons, begins, (parts, from) => {
      const schedule = { schedule: written(parts), timeZone: 'UTC' };
      const expected = minutesThat(parts, from, 400).slice(0, 50);
      const runs = nextRuns(schedule, from - 1, Math.max(1, expected.length));
      expect(runs.slice(0, expected.length)).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});

test('it fires so often in a month, and never closer than its shortest gap', () => {
  fc.assert(
    fc.property(crons, begins, (parts, from) => {
      const schedule = { schedule: written(parts), timeZone: 'UTC' };
      const year = minutesThat(parts, from, 365);
      fc.pre(new Set(year.map((run) => Math.floor(run / DAY_MS))).size > 2);
      expect(runsPerMonth(schedule, from)).toBeCloseTo(year.length / 12, 5);
      const gaps = year.slice(1).map((run, index) => (run - (year[index] ?? 0)) / 1000);
      // Every minute of a year is more than a call takes as arguments.
      const shortest = gaps.reduce((least, gap) => Math.min(least, gap), Number.POSITIVE_INFINITY);
      expect(shortestGapSeconds(schedule, from)).toBe(shortest);
    }),
    { numRuns: 25 },
  );
});
