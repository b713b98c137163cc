import { DAY_MS } from '../time-span.ts';

export type PeriodKind = 'day' | 'week';

export const periodKinds: readonly PeriodKind[] = ['day', 'week'];

/** What a digest is about: from one moment up to another, which is no part of it. UTC, as `toISOString` writes it. */
export interface Period {
  readonly kind: PeriodKind;
  readonly from: string;
  readonly to: string;
}

const lengthMs: Readonly<Record<PeriodKind, number>> = { day: DAY_MS, week: 7 * DAY_MS };

/** Days that a digest of a kind is about. */
export function daysOf(kind: PeriodKind): number {
  return lengthMs[kind] / DAY_MS;
}

/** The day or the week that ends at a moment: 24 hours or seven times as much, whatever the clocks on the wall do. */
export function periodEnding(kind: PeriodKind, to: string): Period {
  return { kind, from: before(to, lengthMs[kind]), to: before(to, 0) };
}

/** How far before a period a reading is looked for that changes are told by. */
const LOOK_BACK_MS = 2 * DAY_MS;

/** Where to begin to look for the last audits before a period. */
export function lookBackFrom({ from }: Period): string {
  return before(from, LOOK_BACK_MS);
}

function before(time: string, ms: number): string {
  return new Date(Date.parse(time) - ms).toISOString();
}
