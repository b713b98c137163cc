import type { Intervals } from '../audit-order.ts';
import { type AuditKind, auditKinds } from '../facts.ts';
import type { RunKey } from '../storage-keys.ts';
import type { KindCoverage } from './digest.ts';
import type { Period } from './period.ts';

/** The keys of the runs of a period and of a time before it, one by one: it holds a few keys of each kind. */
export type RunFold = Map<AuditKind, KindRuns>;

/** The runs of one kind. Of each end some are kept, in case that the outermost cannot be read. */
export interface KindRuns {
  runs: number;
  /** The newest before the period, the newest one last. */
  readonly before: RunKey[];
  /** The oldest of the period, the oldest one first. */
  readonly first: RunKey[];
  /** The newest of the period, the newest one last. */
  readonly last: RunKey[];
  gapMs: number | null;
  gapFrom: string | undefined;
}

const KEPT = 3;

export function noRuns(): RunFold {
  return new Map();
}

/** Takes up one run; they come oldest first, from before the period up to its end. */
export function foldRun(fold: RunFold, run: RunKey, period: Period): void {
  const kind: KindRuns = fold.get(run.audit) ?? {
    runs: 0,
    before: [],
    first: [],
    last: [],
    gapMs: null,
    gapFrom: undefined,
  };
  fold.set(run.audit, kind);
  if (run.scheduledAt < period.from) return keepNewest(kind.before, run);
  widenGap(kind, lastRunOf(kind), run.scheduledAt, period);
  kind.runs += 1;
  if (kind.first.length < KEPT) kind.first.push(run);
  keepNewest(kind.last, run);
}

function keepNewest(runs: RunKey[], run: RunKey): void {
  runs.push(run);
  if (runs.length > KEPT) runs.shift();
}

function lastRunOf({ last, before }: KindRuns): RunKey | undefined {
  return last.at(-1) ?? before.at(-1);
}

/** Of a gap that began before the period, the whole of it counts: it is what nobody looked for so long. */
function widenGap(kind: KindRuns, from: RunKey | undefined, to: string, period: Period): void {
  if (from === undefined || to > period.to) return;
  const gap = Date.parse(to) - Date.parse(from.scheduledAt);
  if (gap <= (kind.gapMs ?? -1)) return;
  kind.gapMs = gap;
  kind.gapFrom = from.scheduledAt;
}

/** How much later than its schedule makes it a run may be, in intervals, before one in between counts as missed. */
const SOON = 1.5;

/** @param intervals the longest pause that the schedule of each kind makes, in seconds */
export function coverageOf(fold: RunFold, intervals: Intervals, period: Period): readonly KindCoverage[] {
  return auditKinds.flatMap((kind) => {
    const found = fold.get(kind);
    const interval = intervals[kind];
    if (found === undefined) return interval === undefined ? [] : [neverRan(kind, interval, period)];
    return [kindCoverage(kind, found, interval, period)];
  });
}

function neverRan(kind: AuditKind, interval: number, period: Period): KindCoverage {
  const seconds = secondsBetween(period.from, period.to);
  const expected = Math.floor(seconds / interval);
  const isLate = seconds > SOON * interval;
  return { kind, runs: 0, expected, longestGapSeconds: seconds, gapFrom: period.from, isLate };
}

function kindCoverage(kind: AuditKind, found: KindRuns, interval: number | undefined, period: Period): KindCoverage {
  const toEnd = { ...found };
  widenGap(toEnd, lastRunOf(found), period.to, period);
  const { runs, gapMs, gapFrom } = toEnd;
  const longestGapSeconds = gapMs === null ? null : gapMs / 1000;
  // A history that begins within the period is not asked for what was before.
  const from = found.before.length > 0 ? period.from : (found.first[0]?.scheduledAt ?? period.from);
  const expected = interval === undefined ? {} : { expected: Math.floor(secondsBetween(from, period.to) / interval) };
  const isLate = interval !== undefined && (longestGapSeconds ?? 0) > SOON * interval;
  return { kind, runs, ...expected, longestGapSeconds, ...(gapFrom === undefined ? {} : { gapFrom }), isLate };
}

function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}
