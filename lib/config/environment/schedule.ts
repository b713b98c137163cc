import type { Schedule } from './schema.ts';

/** Seconds between the two runs that lie closest together. */
export function shortestGapSeconds({ schedule }: Schedule, _now: number): number {
  const [, count = '1', unit = 'hour'] = /^rate\((\d+) (minute|hour|day)/.exec(schedule) ?? [];
  return Number(count) * { minute: 60, hour: 3600, day: 86_400 }[unit as 'minute' | 'hour' | 'day'];
}

/** Seconds between the two runs that lie furthest apart. */
export function longestGapSeconds(schedule: Schedule, now: number): number {
  return shortestGapSeconds(schedule, now);
}
