import { utcTime } from '../utc-time.ts';
import { begunAt } from './set-keys.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What rules about copies say of where they look. */
export const readsTheStore =
  'It judges what was in the store when the audit was judged. Snapshots of managed services are not read yet: there it is skipped.';

/** `the set of 2026-03-01 03:00:00 UTC` */
export function setWords(set: string): string {
  return `the set of ${setTime(set)}`;
}

/** `2026-03-01 03:00:00 UTC` */
export function setTime(set: string): string {
  return utcTime(new Date(begunAt(set)).toISOString());
}

/** Hours from one moment to another with one decimal. @param from milliseconds since 1970 @param to ISO 8601 */
export function hoursUntil(from: number, to: string): number {
  return rounded((Date.parse(to) - from) / HOUR_MS);
}

export function daysUntil(from: number, to: string): number {
  return rounded((Date.parse(to) - from) / DAY_MS);
}

function rounded(number: number): number {
  return Math.round(number * 10) / 10;
}
