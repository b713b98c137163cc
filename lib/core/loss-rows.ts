import type { LossEstimate } from './loss-estimate.ts';
import { ageOfCopies } from './loss-from-disk.ts';
import { type Failure, failures, type LossRow, type ShardLoss } from './loss-result.ts';
import type { LossWindow } from './loss-window.ts';
import type { Policy } from './policy.ts';

/** The policy is about the loss of a process, of a host, and about the promotion of a replica. */
const judged: ReadonlySet<Failure> = new Set(['processCrash', 'hostLoss', 'failover']);

/** Why a shard cannot fail like that; only these can be absent. */
const cannot: Partial<Record<Failure, string>> = {
  failover: 'there is no replica',
  emptyRestart: 'it persists',
};

/** One row for each way of failing. */
export function lossRows(window: LossWindow): readonly LossRow[] {
  return failures.map((failure) => {
    const found = window[failure];
    return found === null
      ? { ...absent, failure, decidedBy: cannot[failure] ?? '', judged: judged.has(failure) }
      : { ...found, failure, judged: judged.has(failure) };
  });
}

const absent = { seconds: 'none', atLeast: false, certainty: 'read', missing: [] } as const;

/** For comparing: what has no bound is the longest, what is unknown or does not apply never is. */
export function comparableSeconds({ seconds }: Pick<LossRow, 'seconds'> | LossEstimate): number {
  if (typeof seconds === 'number') return seconds;
  return seconds === 'unbounded' ? Number.POSITIVE_INFINITY : -1;
}

/** A primary that persists nothing, without a copy that anybody knows of; undefined where that is not so. */
function emptyRow(rows: readonly LossRow[]): LossRow | undefined {
  return rows.find(({ failure, missing }) => failure === 'emptyRestart' && missing.includes(ageOfCopies));
}

/** The judged row that takes most, the first one of several; or the one that nothing limits that is known. */
export function worstRow(rows: readonly LossRow[]): LossRow | undefined {
  const empty = emptyRow(rows);
  if (empty !== undefined) return empty;
  const [worst] = rows.filter((row) => row.judged).sort((a, b) => comparableSeconds(b) - comparableSeconds(a));
  return worst;
}

/** Holds the judged rows against the policy: what is too long stands, whatever else is not known. */
export function judgeShardLoss(
  rows: readonly LossRow[],
  { persistence, maxLossSeconds }: Policy,
  primaryAnswered: boolean,
): Pick<ShardLoss, 'status' | 'reason'> {
  if (persistence === 'none') return { status: 'skipped', reason: 'policy.persistence is none: the data may vanish' };
  if (!primaryAnswered) return { status: 'unknown', reason: 'its primary could not be read' };
  if (emptyRow(rows) !== undefined) return { status: 'worse', reason: 'its primary persists nothing' };
  const worst = worstRow(rows);
  if (worst !== undefined && comparableSeconds(worst) > maxLossSeconds)
    return { status: 'worse', reason: worst.decidedBy };
  const missing = [...new Set(rows.filter((row) => row.judged).flatMap((row) => row.missing))];
  return missing.length > 0
    ? { status: 'unknown', reason: `it depends on ${missing.join(' and ')}` }
    : { status: 'within', reason: '' };
}
