import type { Digest } from '../../core/digest/digest.ts';
import type { LossEstimate } from '../../core/loss-estimate.ts';
import { toMs } from '../../core/slow-entries.ts';
import { spanWords } from '../../core/time-span.ts';

/** `2026-11-27 08:00` of an ISO 8601 time in UTC; any other text as it is. */
export function minute(iso: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso) ? iso.slice(0, 16).replace('T', ' ') : iso;
}

/** `2 s`, `at least 45 min`, `without bound`, `not known` */
export function lossWords({ seconds, atLeast }: LossEstimate): string {
  if (seconds === 'unknown') return 'not known';
  if (seconds === 'unbounded') return 'without bound';
  return `${atLeast ? 'at least ' : ''}${secondsWords(seconds)}`;
}

/** `0 s`, `2.5 s`, `1 h 2 min` */
export function secondsWords(seconds: number): string {
  return seconds < 120 ? `${Math.round(seconds * 10) / 10} s` : spanWords(seconds * 1000);
}

/** `312 ms`, `14.2 s`, `5 min` of microseconds */
export function microsecondsWords(us: number): string {
  if (us < 10_000_000) return `${toMs(us)} ms`;
  return secondsWords(us / 1_000_000);
}

/** How long before the end of the period something began. */
export function ageAtEnd(since: string, { period }: Pick<Digest, 'period'>): string {
  const ms = Date.parse(period.to) - Date.parse(since);
  return Number.isNaN(ms) || ms < 0 ? '' : spanWords(ms);
}

/** Without any, an empty list says nothing of the cluster. */
export function hasAudits({ coverage }: Digest): boolean {
  return coverage.kinds.some(({ runs }) => runs > 0);
}

/** @param kinds of audits of which one would have seen it */
export function wasLookedAt({ coverage }: Digest, kinds: readonly string[]): boolean {
  return coverage.kinds.some(({ kind, runs }) => runs > 0 && kinds.includes(kind));
}

export const notLooked = 'Not known: no audit of this period has looked.';
