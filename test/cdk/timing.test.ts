import { describe, expect, test } from '@jest/globals';
import {
  copyWindow,
  countingWindow,
  observeTimeoutSeconds,
  silenceWindow,
  turnAgeSeconds,
} from '../../lib/cdk/timing.ts';

const rate = (schedule: string) => ({ schedule, timeZone: 'UTC' });
const now = Date.parse('2026-03-01T00:00:00Z');

describe('A cluster is missed after two periods of its most frequent schedule', () => {
  test.each([
    ['every minute', { slowlog: rate('rate(1 minute)'), persistence: rate('rate(1 hour)') }, [60, 2]],
    ['every five minutes', { slowlog: rate('rate(1 hour)'), topology: rate('rate(5 minutes)') }, [300, 2]],
    ['every hour', { full: rate('rate(1 hour)') }, [3600, 2]],
    ['every eleven hours', { full: rate('rate(11 hours)') }, [39_600, 2]],
    ['every day', { full: rate('rate(1 day)') }, [86_400, 2]],
    ['every other day', { full: rate('rate(2 days)') }, [86_400, 4]],
    [
      'every three days, the last that fits into the week which an alarm sees',
      { full: rate('rate(3 days)') },
      [86_400, 6],
    ],
    ['more seldom: no alarm can tell', { full: rate('rate(4 days)') }, []],
  ])('%s', (_, schedules, [periodSeconds, periods]) => {
    expect(silenceWindow(schedules, now)).toEqual(periods === undefined ? undefined : { periodSeconds, periods });
  });
});

describe('An event may wait for its turn until the next one', () => {
  test.each([
    [{ slowlog: rate('rate(1 minute)'), full: rate('rate(1 day)') }, 60],
    [{ slowlog: rate('rate(5 minutes)') }, 300],
    [{ full: rate('rate(1 day)') }, 21_600],
  ])('%j: %d s, and six hours at most, as AWS has it', (schedules, seconds) => {
    expect(turnAgeSeconds(schedules, now)).toBe(seconds);
  });
});

test.each([
  [30, 60],
  [0.5 + 29, 60],
  [840, 870],
])('a deadline of %d s leaves the function %d s', (deadline, timeout) => {
  expect(observeTimeoutSeconds(deadline)).toBe(timeout);
});

test.each([
  ['every five minutes', { topology: rate('rate(5 minutes)'), full: rate('rate(1 day)') }, [7200, 2]],
  ['every day', { full: rate('rate(1 day)') }, [86_400, 1]],
  ['every third day', { full: rate('rate(3 days)') }, [86_400, 1]],
])('unconfirmed addresses are counted in time for their alarm, also where audits are %s', (_, schedules, window) => {
  const [periodSeconds, periods] = window;
  expect(countingWindow(schedules, now)).toEqual({ periodSeconds, periods });
});

describe('A copy is missed two hours after the next one was due', () => {
  test.each([
    ['every hour', 'rate(1 hour)', 3],
    ['every night', 'cron(0 3 * * ? *)', 26],
    ['every night of the week, over the weekend', 'cron(0 3 ? * MON-FRI *)', 74],
    ['every week: no alarm can tell', 'cron(0 3 ? * SUN *)', undefined],
  ])('%s', (_, schedule, periods) => {
    expect(copyWindow(rate(schedule), now)).toEqual(
      periods === undefined ? undefined : { periodSeconds: 3600, periods },
    );
  });
});
