import { describe, expect, test } from '@jest/globals';
import {
  longestGapSeconds,
  nextRuns,
  runsPerMonth,
  shortestGapSeconds,
} from '../../../lib/config/environment/schedule.ts';
import { scheduleFault, timeZoneFault } from '../../../lib/config/environment/schedule-faults.ts';
import { scheduleInWords } from '../../../lib/config/environment/schedule-words.ts';

/** A Friday. */
const now = Date.UTC(2026, 10, 27);
const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

const utc = (schedule: string) => ({ schedule, timeZone: 'UTC' });

function runs(schedule: string, count: number, timeZone = 'UTC', from = now): readonly string[] {
  return nextRuns({ schedule, timeZone }, from, count).map((run) =>
    new Date(run).toISOString().replace(':00.000Z', ''),
  );
}

describe('a schedule fires', () => {
  test.each<[string, string, readonly string[]]>([
    ['at a rate, counted from now', 'rate(5 minutes)', ['2026-11-27T00:05', '2026-11-27T00:10']],
    ['once a day', 'rate(1 day)', ['2026-11-28T00:00', '2026-11-29T00:00']],
    ['at a minute of every hour', 'cron(10 * * * ? *)', ['2026-11-27T00:10', '2026-11-27T01:10']],
    ['every tenth minute from the first on', 'cron(1/10 * * * ? *)', ['2026-11-27T00:01', '2026-11-27T00:11']],
    ['every fifth minute', 'cron(*/5 * * * ? *)', ['2026-11-27T00:05', '2026-11-27T00:10']],
    ['in a range of hours with a step', 'cron(0 8-17/4 * * ? *)', ['2026-11-27T08:00', '2026-11-27T12:00']],
    ['on weekdays, not over the weekend', 'cron(0 9 ? * MON-FRI *)', ['2026-11-27T09:00', '2026-11-30T09:00']],
    ['on day 1, which is Sunday', 'cron(0 9 ? * 1 *)', ['2026-11-29T09:00', '2026-12-06T09:00']],
    ['on day 7, which is Saturday', 'cron(0 9 ? * 7 *)', ['2026-11-28T09:00', '2026-12-05T09:00']],
    ['on the last day of the week', 'cron(0 9 ? * L *)', ['2026-11-28T09:00', '2026-12-05T09:00']],
    ['on the last Friday of the month', 'cron(0 9 ? * 6L *)', ['2026-11-27T09:00', '2026-12-25T09:00']],
    ['on the second Monday of the month', 'cron(0 9 ? * MON#2 *)', ['2026-12-14T09:00', '2027-01-11T09:00']],
    ['on the last day of the month', 'cron(0 9 L * ? *)', ['2026-11-30T09:00', '2026-12-31T09:00']],
    ['on the weekday nearest to the 2nd', 'cron(0 9 2W * ? *)', ['2026-12-02T09:00', '2027-01-01T09:00']],
    ['in some months', 'cron(0 9 1 JAN,JUL ? *)', ['2027-01-01T09:00', '2027-07-01T09:00']],
    ['in a leap year', 'cron(0 0 29 2 ? *)', ['2028-02-29T00:00', '2032-02-29T00:00']],
    ['until its years are over', 'cron(0 9 31 12 ? 2026)', ['2026-12-31T09:00']],
  ])('%s: %s', (_, schedule, expected) => expect(runs(schedule, 2)).toEqual(expected));

  test('by the clock of its zone, also when that is put forward or back', () => {
    const before = Date.UTC(2027, 2, 27);
    const skipped = ['2027-03-27T01:30', '2027-03-29T00:30', '2027-03-30T00:30'];
    expect(runs('cron(30 2 * * ? *)', 3, 'Europe/Berlin', before)).toEqual(skipped);
    const autumn = ['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30'];
    expect(runs('cron(30 2 * * ? *)', 3, 'Europe/Berlin', Date.UTC(2026, 9, 24))).toEqual(autumn);
    const around = runs('cron(0/30 * * * ? *)', 5, 'Europe/Berlin', Date.UTC(2027, 2, 28, 0, 15));
    expect(around).toEqual([
      '2027-03-28T00:30',
      '2027-03-28T01:00',
      '2027-03-28T01:30',
      '2027-03-28T02:00',
      '2027-03-28T02:30',
    ]);
  });
});

describe('how often', () => {
  test.each<[string, number, number, number]>([
    ['rate(5 minutes)', 5 * minute, 5 * minute, 8760],
    ['rate(1 hour)', hour, hour, 730],
    ['cron(10 * * * ? *)', hour, hour, 730],
    ['cron(0,20 * * * ? *)', 20 * minute, 40 * minute, 1460],
    ['cron(* * * * ? *)', minute, minute, 43_800],
    ['cron(0 3 * * ? *)', day, day, 30.4],
    ['cron(0 9 ? * MON-FRI *)', day, 3 * day, 21.7],
    ['cron(0 0,23 * * ? *)', hour, 23 * hour, 60.8],
    ['cron(0/5 8-17 ? * MON-FRI *)', 5 * minute, 2 * day + 14 * hour + 5 * minute, 2610],
    ['cron(0 0 L * ? *)', 28 * day, 31 * day, 1],
    ['cron(0 0 29 2 ? *)', 1461 * day, 1461 * day, 0],
  ])('%s: at least %d s and at most %d s between runs, %d runs a month', (schedule, shortest, longest, perMonth) => {
    expect(shortestGapSeconds(utc(schedule), now)).toBe(shortest);
    expect(longestGapSeconds(utc(schedule), now)).toBe(longest);
    expect(Math.abs(runsPerMonth(utc(schedule), now) - perMonth)).toBeLessThan(0.06);
  });
});

describe('in words', () => {
  test.each<[string, string]>([
    ['rate(1 minute)', 'every minute'],
    ['rate(12 hours)', 'every 12 hours'],
    ['cron(* * * * ? *)', 'every minute (UTC)'],
    ['cron(0/5 * * * ? *)', 'every 5 minutes (UTC)'],
    ['cron(10 * * * ? *)', 'at minute 10 of every hour (UTC)'],
    ['cron(10,40 * * * ? *)', 'at minutes 10 and 40 of every hour (UTC)'],
    ['cron(5 3,15 * * ? *)', 'at 03:05 and 15:05 every day (UTC)'],
    ['cron(0 9 ? * MON-FRI *)', 'at 09:00 on weekdays (UTC)'],
    ['cron(0 9 ? * SUN,WED *)', 'at 09:00 on Sun and Wed (UTC)'],
    ['cron(0 9 ? * L *)', 'at 09:00 on Sat (UTC)'],
    ['cron(0 9 ? * 6L *)', 'at 09:00 on the last Fri of the month (UTC)'],
    ['cron(0 9 ? * MON#2 *)', 'at 09:00 on Mon number 2 of the month (UTC)'],
    ['cron(0 9 1,15 * ? *)', 'at 09:00 on day 1 and 15 of the month (UTC)'],
    ['cron(0 9 L * ? *)', 'at 09:00 on the last day of the month (UTC)'],
    ['cron(0 9 15W * ? *)', 'at 09:00 on the weekday nearest to day 15 of the month (UTC)'],
    ['cron(0 9 1 1,7 ? 2027)', 'at 09:00 on day 1 of the month in month 1 and 7 in 2027 (UTC)'],
    ['cron(0/7 3-9 * * ? *)', 'cron(0/7 3-9 * * ? *) (UTC)'],
  ])('%s is %s', (schedule, words) => expect(scheduleInWords(utc(schedule))).toBe(words));
});

describe('what AWS refuses, or would never fire', () => {
  test.each<[string, string, string]>([
    [
      'a number of 1 with a plural',
      'rate(1 minutes)',
      'is refused by AWS, which wants the singular after 1; write rate(1 minute)',
    ],
    [
      'more than one without a plural',
      'rate(5 minute)',
      'is refused by AWS, which wants the plural after any number but 1; write rate(5 minutes)',
    ],
    ['a rate of nothing', 'rate(0 minutes)', 'is a rate of 0, which never fires; rate(1 minute) is the shortest'],
    [
      'seconds',
      'rate(30 seconds)',
      'is more often than once a minute, which AWS cannot; rate(1 minute) is the shortest',
    ],
    [
      'half a minute',
      'rate(0.5 minutes)',
      'is more often than once a minute, which AWS cannot; rate(1 minute) is the shortest',
    ],
    [
      'a minute and a half',
      'rate(90 seconds)',
      'is not a whole number of minutes, hours or days; write rate(5 minutes), rate(1 hour) or rate(2 days)',
    ],
    [
      'a rate of weeks',
      'rate(2 weeks)',
      'is not a rate as AWS writes them; write rate(5 minutes), rate(1 hour) or rate(2 days)',
    ],
    ['no unit', 'rate(5)', 'is not a rate as AWS writes them; write rate(5 minutes), rate(1 hour) or rate(2 days)'],
    ['less often than once a year', 'rate(400 days)', 'is less often than once a year; rate(366 days) is the longest'],
    [
      'five fields',
      'cron(0 3 * * *)',
      'has 5 fields in its cron, and AWS wants six; minutes, hours, day of month, month, day of week, year, as in cron(0 3 * * ? *)',
    ],
    [
      'two fields for days',
      'cron(0 3 * * * *)',
      'names days both of the month and of the week in its cron, which AWS refuses; write ? for one of them',
    ],
    ['no field for days', 'cron(0 3 ? * ? *)', 'names no day in its cron; write * for the day of the month'],
    ['a minute too many', 'cron(60 3 * * ? *)', 'has a cron whose minutes AWS does not take; write 0-59 with , - * /'],
    ['an hour too many', 'cron(0 24 * * ? *)', 'has a cron whose hours AWS does not take; write 0-23 with , - * /'],
    [
      'a range that runs backwards',
      'cron(0 22-2 * * ? *)',
      'has a cron whose hours AWS does not take; write 0-23 with , - * /',
    ],
    ['a step of 0', 'cron(0/0 3 * * ? *)', 'has a cron whose minutes AWS does not take; write 0-59 with , - * /'],
    [
      'day 0 of the month',
      'cron(0 3 0 * ? *)',
      'has a cron whose day of the month AWS does not take; write 1-31 with , - * /, or L, 15W, ?',
    ],
    [
      'a month by another name',
      'cron(0 3 1 MAI ? *)',
      'has a cron whose month AWS does not take; write 1-12 or JAN-DEC with , - * /',
    ],
    [
      'day 0 of the week, Sunday elsewhere',
      'cron(0 3 ? * 0 *)',
      'has a cron whose day of the week AWS does not take; write 1-7 or SUN-SAT (1 is Sunday) with , - *, or L, 6L, 2#1, ?',
    ],
    [
      'a sixth Monday',
      'cron(0 3 ? * MON#6 *)',
      'has a cron whose day of the week AWS does not take; write 1-7 or SUN-SAT (1 is Sunday) with , - *, or L, 6L, 2#1, ?',
    ],
    [
      'a year too early',
      'cron(0 3 1 1 ? 1969)',
      'has a cron whose year AWS does not take; write 1970-2199 with , - * /',
    ],
    [
      'the thirtieth of February',
      'cron(0 0 30 2 ? *)',
      'never fires: no such day is to come; mind the length of the months, and the year',
    ],
    [
      'a leap day of another year',
      'cron(0 0 29 2 ? 2027)',
      'never fires: no such day is to come; mind the length of the months, and the year',
    ],
    ['a year that is over', 'cron(0 0 1 1 ? 2020-2025)', 'never fires: its years are over; write * for the year'],
    [
      'a day of this year that is over',
      'cron(0 0 1 1 ? 2026)',
      'never fires: no such day is to come; mind the length of the months, and the year',
    ],
    ['a form that fires once', 'at(2027-01-01T00:00:00)', 'is no schedule; write rate(5 minutes) or cron(0 3 * * ? *)'],
  ])('%s: %s', (_, schedule, expected) => {
    const fault = scheduleFault(schedule, 'UTC', now);
    expect(`${fault?.message}; ${fault?.hint}`).toBe(expected);
  });

  test.each([
    ['UTC', undefined],
    ['Europe/Berlin', undefined],
    ['America/Argentina/Buenos_Aires', undefined],
    ['Europe/Berln', 'did you mean Europe/Berlin?'],
    ['Berlin', 'did you mean Europe/Berlin?'],
    ['europe/berlin', 'did you mean Europe/Berlin?'],
    ['+01:00', 'write one as Europe/Berlin or UTC'],
    ['', 'write one as Europe/Berlin or UTC'],
  ])('time zone %j: %s', (name, hint) => {
    expect(timeZoneFault(name)).toEqual(hint === undefined ? undefined : { message: 'is no time zone', hint });
  });

  test('an unknown zone is no reason to find fault with the time', () => {
    expect(scheduleFault('cron(0 3 * * ? *)', 'Nowhere', now)).toBeUndefined();
  });
});
