import { copyAlarmHours } from '../config/environment/implied.ts';
import { longestGapSeconds, shortestGapSeconds } from '../config/environment/schedule.ts';
import type { EnvironmentCluster, Schedule } from '../config/environment/schema.ts';

export type Schedules = EnvironmentCluster['schedules'];

/** Seconds that a function has beyond the audit's own deadline: to start, to read a secret, to store what was seen. */
const STORE_RESERVE_SECONDS = 30;

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** Seconds after which the visits of a cluster are cut off from outside. The longest deadline, 840, fits into Lambda's 900. */
export function observeTimeoutSeconds(deadlineSeconds: number): number {
  return Math.ceil(deadlineSeconds) + STORE_RESERVE_SECONDS;
}

/** Seconds for which a call of a schedule is worth making: until the next one, within what EventBridge Scheduler takes. */
export function callAgeSeconds(schedule: NonNullable<Schedules[keyof Schedules]>, now: number): number {
  return within(shortestGapSeconds(schedule, now), MINUTE, DAY);
}

/** Seconds for which an event may wait for its turn: until the most frequent schedule calls again, within what Lambda takes. */
export function turnAgeSeconds(schedules: Schedules, now: number): number {
  return within(Math.min(...all(schedules).map((each) => shortestGapSeconds(each, now))), MINUTE, 6 * HOUR);
}

/** For how long an alarm looks back, as it counts it: without an audit, without a copy, or with something that stays. */
export interface AlarmWindow {
  readonly periodSeconds: number;
  readonly periods: number;
}

/**
 * Two periods of the schedule that leaves the shortest silence. Its longest gap counts, as over a night or a weekend:
 * nothing is missing then.
 *
 * @returns undefined where that is more than the seven days that an alarm can look back
 */
export function silenceWindow(schedules: Schedules, now: number): AlarmWindow | undefined {
  const gap = shortestSilence(schedules, now);
  const periodSeconds = within(Math.ceil(gap / MINUTE) * MINUTE, MINUTE, DAY);
  const periods = Math.ceil((2 * gap) / periodSeconds);
  // Periods below an hour may add up to a day, longer ones to a week.
  const limit = periodSeconds < HOUR ? DAY : 7 * DAY;
  return periodSeconds * periods > limit ? undefined : { periodSeconds, periods };
}

/**
 * Whole hours without a copy after which one is missing: as long as from one to the next, and some more.
 *
 * @returns undefined where that is more than the seven days that an alarm can look back
 */
export function copyWindow(schedule: Schedule, now: number): AlarmWindow | undefined {
  const periods = copyAlarmHours(schedule, now);
  return periods === undefined ? undefined : { periodSeconds: HOUR, periods };
}

/**
 * How subscriptions that are not confirmed are seen. The functions count them once an hour, and only when there is an
 * audit; SNS forgets them after two days. So where audits are seldom, there may be no second count.
 */
export function countingWindow(schedules: Schedules, now: number): AlarmWindow {
  return shortestSilence(schedules, now) <= HOUR
    ? { periodSeconds: 2 * HOUR, periods: 2 }
    : { periodSeconds: DAY, periods: 1 };
}

/** Of the schedule that leaves the shortest one. */
function shortestSilence(schedules: Schedules, now: number): number {
  return Math.min(...all(schedules).map((each) => longestGapSeconds(each, now)));
}

function all(schedules: Schedules): readonly NonNullable<Schedules[keyof Schedules]>[] {
  return Object.values(schedules).filter((schedule) => schedule !== undefined);
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
