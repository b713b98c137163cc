import { type Baseline, emptyBaseline } from './baseline.ts';
import { type Baselines, baselineFor } from './baselines.ts';
import type { AuditKind, ClusterFacts } from './facts.ts';
import type { Rule } from './rule.ts';
import type { RunKey } from './storage-keys.ts';

/** Kind of audit → scheduled time of the newest of its runs that was judged, or could not be read and was passed over. */
export type LastRunOf = Readonly<Partial<Record<AuditKind, string>>>;

/** Whether a run has had its turn: its event was doubled, or comes after the one of a later run of its kind. */
export function hadItsTurn(lastRunOf: LastRunOf, run: Pick<RunKey, 'audit' | 'scheduledAt'>): boolean {
  return run.scheduledAt <= (lastRunOf[run.audit] ?? '');
}

export function withTurn(lastRunOf: LastRunOf, run: Pick<RunKey, 'audit' | 'scheduledAt'>): LastRunOf {
  return hadItsTurn(lastRunOf, run) ? lastRunOf : { ...lastRunOf, [run.audit]: run.scheduledAt };
}

/**
 * Whether the audits of a rule's series have looked at the cluster after these facts were read. What they say of the
 * rule is old news then: it would undo what was decided since. Runs of different kinds may be read in another order
 * than they were due in, so it is the reading that counts.
 */
export function isOldNews(facts: ClusterFacts, baselines: Baselines, rule: Pick<Rule, 'id' | 'area'>): boolean {
  return readBefore(facts, baselineFor(baselines, rule));
}

/** Old facts are compared with nothing: what is known of later ones would make a difference run backwards. */
export function withoutLater(baselines: Baselines, facts: ClusterFacts): Baselines {
  const parts = baselines.parts.map((part) => (readBefore(facts, part) ? emptyBaseline : part));
  return { ...baselines, parts };
}

function readBefore(facts: ClusterFacts, { lastRun }: Baseline): boolean {
  return lastRun !== null && facts.startedAt < lastRun.collectedAt;
}

/** Seconds from one audit of a kind to the next; kinds that are on no schedule are left out. */
export type Intervals = Readonly<Partial<Record<AuditKind, number>>>;

type Arrived = Pick<RunKey, 'audit' | 'scheduledAt'>;

/** How late a run may be, in intervals, before one in between counts as missed. */
const SOON = 1.5;

/** How many intervals before its first run a kind may have had another one, whose judgement failed. */
const BEFORE_THE_FIRST = 3;

/** Whether a run may be stored that nobody was told of: some kind is overdue when this one arrives. */
export function mayHaveMissed(lastRunOf: LastRunOf, intervals: Intervals, arrived: Arrived): boolean {
  return lastRuns(lastRunOf, intervals, arrived).some(
    ({ last, intervalSeconds }) => secondsBetween(last, arrived.scheduledAt) > SOON * intervalSeconds,
  );
}

/**
 * Where to look for such runs: after the oldest that a kind on a schedule has been judged up to, and not further back
 * than `mostSeconds`.
 */
export function lookFrom(lastRunOf: LastRunOf, intervals: Intervals, arrived: Arrived, mostSeconds: number): string {
  const oldest = before(arrived, mostSeconds);
  const runs = lastRuns(lastRunOf, intervals, arrived);
  const [first = arrived.scheduledAt] = runs.map(({ last }) => last).sort();
  return first > oldest ? first : oldest;
}

function lastRuns(lastRunOf: LastRunOf, intervals: Intervals, arrived: Arrived) {
  return (Object.entries(intervals) as [AuditKind, number][]).flatMap(([audit, intervalSeconds]) => {
    const assumed = audit === arrived.audit ? before(arrived, BEFORE_THE_FIRST * intervalSeconds) : undefined;
    const last = lastRunOf[audit] ?? assumed;
    return last === undefined ? [] : [{ last, intervalSeconds }];
  });
}

function before({ scheduledAt }: Arrived, seconds: number): string {
  return new Date(Date.parse(scheduledAt) - seconds * 1000).toISOString();
}

function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}
