import { Cron } from 'croner';
import { type AwsCron, LAST_YEAR, plainDays, specialDay } from './cron-fields.ts';
import { type Expression, parseExpression } from './expression.ts';
import type { Schedule } from './schema.ts';

/** Hours of a month, as AWS reckons. */
export const HOURS_PER_MONTH = 730;

export const DAYS_PER_MONTH = HOURS_PER_MONTH / 24;

const SECONDS_PER_DAY = 86_400;
const MINUTE_MS = 60_000;

/** Days that are looked at to learn how often a cron fires; four years for one that hardly does. */
const YEAR_DAYS = 365;
const LONG_DAYS = 4 * 365 + 1;

/**
 * When a schedule fires next, in milliseconds since 1970; fewer than `count` when it ends before. A time that a clock
 * put forward leaves out is skipped, as by AWS; a rate is counted from `from`, as AWS counts it from the deploy.
 */
export function nextRuns({ schedule, timeZone }: Schedule, from: number, count: number): readonly number[] {
  const expression = valid(schedule);
  if (expression.kind === 'rate') {
    return Array.from({ length: count }, (_, index) => from + (index + 1) * expression.seconds * 1000);
  }
  const { cron } = expression;
  const job = jobOf(cronerPattern(cron, from, `${list(cron.minutes)} ${list(cron.hours)}`), timeZone);
  const runs: number[] = [];
  let at = from;
  while (runs.length < count) {
    const next = job.nextRun(new Date(at));
    if (next === null) break;
    // Where a clock is put forward the package invents a time instead of leaving it out.
    if (job.match(next)) runs.push(next.getTime());
    at = Math.max(next.getTime(), at + MINUTE_MS);
  }
  return runs;
}

/**
 * Seconds between the two runs that lie closest together, by the clock on the wall: for how late a run may still begin.
 * A schedule with one run left has the four years that are looked at.
 */
export function shortestGapSeconds(schedule: Schedule, now: number): number {
  return Math.min(...gapsSeconds(schedule, now));
}

/** Seconds between the two runs that lie furthest apart, as over a weekend: for when a run is missed. */
export function longestGapSeconds(schedule: Schedule, now: number): number {
  return Math.max(...gapsSeconds(schedule, now));
}

/** On the average of the coming year, or of four for what fires less than three days a year. */
export function runsPerMonth({ schedule }: Schedule, now: number): number {
  const expression = valid(schedule);
  if (expression.kind === 'rate') return (HOURS_PER_MONTH * 3600) / expression.seconds;
  const { cron } = expression;
  const { days, span } = daysAhead(cron, now);
  const runs = days.length * cron.minutes.length * cron.hours.length;
  return (runs * HOURS_PER_MONTH) / (span * 24);
}

function gapsSeconds({ schedule }: Schedule, now: number): readonly number[] {
  const expression = valid(schedule);
  if (expression.kind === 'rate') return [expression.seconds];
  const { cron } = expression;
  const times = cron.hours.flatMap((hour) => cron.minutes.map((minute) => (hour * 60 + minute) * 60));
  const overnight = (times[0] ?? 0) - (times.at(-1) ?? 0);
  const nights = differences(daysAhead(cron, now).days).map((count) => count * SECONDS_PER_DAY + overnight);
  const gaps = [...differences(times), ...nights];
  return gaps.length === 0 ? [LONG_DAYS * SECONDS_PER_DAY] : gaps;
}

function differences(numbers: readonly number[]): readonly number[] {
  return numbers.slice(1).map((number, index) => number - (numbers[index] ?? 0));
}

/** Days since 1970 on which it fires, of the `span` days that begin today. */
function daysAhead(cron: AwsCron, now: number): { readonly days: readonly number[]; readonly span: number } {
  const year = daysWithin(cron, now, YEAR_DAYS);
  if (year.length > 2) return { days: year, span: YEAR_DAYS };
  return { days: daysWithin(cron, now, LONG_DAYS), span: LONG_DAYS };
}

function daysWithin(cron: AwsCron, now: number, span: number): readonly number[] {
  const today = Math.floor(now / 1000 / SECONDS_PER_DAY);
  const job = jobOf(cronerPattern(cron, now, '0 0'), 'UTC');
  const days = job.nextRuns(span, new Date(today * SECONDS_PER_DAY * 1000 - 1));
  return days.map((day) => day.getTime() / 1000 / SECONDS_PER_DAY).filter((day) => day < today + span);
}

/** By offset where the zone has no summer time: that is many times faster. */
function jobOf(pattern: string, timeZone: string): Cron {
  const zone = timeZone === 'UTC' ? { utcOffset: 0 } : { timezone: timeZone };
  return new Cron(pattern, { paused: true, mode: '7-part', ...zone });
}

/**
 * The same in croner's form: seconds first, days of the week from 0. Years are named one by one, so that a day that
 * never comes is soon known not to come.
 *
 * @param time minutes and hours
 */
function cronerPattern(cron: AwsCron, from: number, time: string): string {
  const year = new Date(from).getUTCFullYear() - 1;
  const years = cron.years.filter((each) => each >= year && each <= LAST_YEAR);
  // A year that is over stands for none left.
  return `0 ${time} ${cronerDays(cron)} ${years.length === 0 ? 1970 : list(years)}`;
}

function cronerDays(cron: AwsCron): string {
  const months = list(cron.months);
  const { day, mark } = specialDay(cron);
  const plain = plainDays(cron);
  if (cron.days.by === 'month') return `${mark === '' ? everyOr(plain, 31) : `${day ?? ''}${mark}`} ${months} *`;
  const fromZero = plain.map((each) => each - 1);
  // L alone is the last day of the week, 6L the last Friday of the month.
  const special = day === null ? '6' : `${day - 1}${mark === 'L' ? '#L' : mark}`;
  return `* ${months} ${mark === '' ? everyOr(fromZero, 7) : special}`;
}

function everyOr(values: readonly number[], all: number): string {
  return values.length === all ? '*' : list(values);
}

function list(values: readonly number[]): string {
  return values.join(',');
}

/** Whoever declares schedules has had them checked. */
function valid(schedule: string): Exclude<Expression, { kind: 'fault' }> {
  const expression = parseExpression(schedule);
  if (expression.kind === 'fault') throw new TypeError(`a schedule that was not checked: it ${expression.message}`);
  return expression;
}
