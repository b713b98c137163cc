import { Cron } from 'croner';
import type { MaintenanceWindow } from '../core/hold-back.ts';
import type { Matchers } from '../core/matchers.ts';
import { readSpan } from '../core/time-span.ts';
import { type CronKnowledge, type DeclaredMatchers, type Maintenance, matcherValuesOf } from './maintenance-schema.ts';

/**
 * The occurrences around a moment: the one that is open, and the next one. A schedule that was not checked and is no
 * cron has none: telling too much is better than not telling at all.
 */
export function windowsAround(maintenance: readonly Maintenance[], now: string): readonly MaintenanceWindow[] {
  return maintenance
    .filter(({ schedule }) => isCron(typeof schedule === 'string' ? schedule : schedule.schedule))
    .flatMap((each) => [windowAt(each, now), windowAfter(each, now)])
    .filter((window) => window !== undefined);
}

/**
 * The occurrence that is open at a moment; where one begins before another ends, the later one. A time that a clock put
 * forward leaves out opens its window an hour later by that clock, and one that comes twice opens it the first time.
 */
export function windowAt(maintenance: Maintenance, now: string): MaintenanceWindow | undefined {
  const [start] = jobOf(maintenance).previousRuns(1, new Date(Math.floor(Date.parse(now) / 1000) * 1000 + 1000));
  const window = start === undefined ? undefined : occurrence(maintenance, start);
  return window !== undefined && Date.parse(now) < Date.parse(window.endsAt) ? window : undefined;
}

function windowAfter(maintenance: Maintenance, now: string): MaintenanceWindow | undefined {
  const start = jobOf(maintenance).nextRun(new Date(now));
  return start === null ? undefined : occurrence(maintenance, start);
}

function occurrence({ name, owner, reason, duration, matchers }: Maintenance, start: Date): MaintenanceWindow {
  const endsAt = new Date(start.getTime() + (readSpan(duration) ?? 0)).toISOString();
  return { name, owner, reason, matchers: matchersOf(matchers), startsAt: start.toISOString(), endsAt };
}

function matchersOf(declared: DeclaredMatchers): Matchers {
  return matcherValuesOf(declared) as Matchers;
}

/** Whether a text is a cron of one of the two forms. */
function isCron(text: string): boolean {
  try {
    cronJob(text, 'UTC');
    return true;
  } catch {
    return false;
  }
}

/** A moment that all schedules are looked at from, so that the same file is always right or always wrong. */
const SOME_DAY = new Date(Date.UTC(2026, 0, 1));
const MANY_RUNS = 1500;

/** Whether a window opens at no time to come, as on the 30th of February. */
function neverOpens(schedule: string): boolean {
  return cronJob(schedule, 'UTC').nextRun(SOME_DAY) === null;
}

/** Whether a window opens again each time before it has ended: it would hold back everything for ever. */
function neverCloses(schedule: string, durationMs: number): boolean {
  const job = cronJob(schedule, 'UTC');
  let last = job.nextRun(SOME_DAY);
  for (let runs = 0; last !== null && runs < MANY_RUNS; runs++) {
    const next = job.nextRun(last);
    if (next === null || next.getTime() - last.getTime() > durationMs) return false;
    last = next;
  }
  return last !== null;
}

function jobOf({ schedule }: Maintenance): Cron {
  return typeof schedule === 'string' ? cronJob(schedule, 'UTC') : cronJob(schedule.schedule, schedule.timeZone);
}

/** @throws for what is no cron */
function cronJob(text: string, timeZone: string): Cron {
  const zone = timeZone === 'UTC' ? { utcOffset: 0 } : { timezone: timeZone };
  const [, fields] = /^cron\((.*)\)$/s.exec(text.trim()) ?? [];
  if (fields === undefined) return new Cron(plain(text, 5), { paused: true, mode: '5-part', ...zone });
  // The days of the week begin with 1 for Sunday, as croner's alternative numbers do.
  return new Cron(`0 ${awsDays(plain(fields, 6))}`, {
    paused: true,
    mode: '7-part',
    alternativeWeekdays: true,
    sloppyRanges: true,
    ...zone,
  });
}

/** The package takes dates and nicknames too, and reads a question mark as the time that it is now. */
function plain(text: string, fields: number): string {
  const parts = text.trim().toUpperCase().split(/\s+/);
  if (parts.length !== fields || !parts.every((part) => /^[\dA-Z*,/#?-]+$/.test(part)))
    throw new TypeError(`a cron of ${fields} fields is wanted`);
  return parts.map((part) => (part === '?' ? '*' : part)).join(' ');
}

/** `L` is the last day of the week, `6L` the last Friday of the month. */
function awsDays(fields: string): string {
  const [minutes, hours, days, months, week = '', years] = fields.split(' ');
  const weekday = week === 'L' ? '7' : week.replace(/^(\w+)L$/, '$1#L');
  return [minutes, hours, days, months, weekday, years].join(' ');
}

/** For whoever checks a file that somebody wrote. */
export const cronKnowledge: CronKnowledge = { isCron, neverOpens, neverCloses };
