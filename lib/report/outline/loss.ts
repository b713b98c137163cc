import type { Failure, LossResult, LossRow, ShardLoss } from '../../core/loss-result.ts';
import { worstRow } from '../../core/loss-rows.ts';

export const lossTitle = 'Acknowledged writes that a failure would take, at most';

/** Where the rest of the table is. */
export const rpoPointer = '`redis-auditor rpo` says it for every way of failing, and how certain it is.';

/** The ways of failing as people read them. */
export const failureNames: Readonly<Record<Failure, string>> = {
  processCrash: 'process crash',
  hostLoss: 'power loss, disk survives',
  failover: 'primary lost, replica promoted',
  cutOff: 'primary cut off with clients',
  hostGone: 'host lost with its disks',
  zoneGone: 'zone lost with its disks',
  noPromotion: 'primary lost, none promoted',
  emptyRestart: 'restart without persistence',
  mistake: 'operator error, restored',
};

/** `2 s`, `at least 2 s`, `everything`, `unknown`, `-` where the shard cannot fail like that. */
export function secondsWords({ seconds, atLeast }: Pick<LossRow, 'seconds' | 'atLeast'>): string {
  if (seconds === 'none') return '-';
  if (seconds === 'unknown') return 'unknown';
  if (seconds === 'unbounded') return 'everything';
  return `${atLeast ? 'at least ' : ''}${Math.round(seconds * 10) / 10} s`;
}

/** Where the number comes from, how certain it is, and what is missing. */
export function groundsWords({ seconds, decidedBy, certainty, missing }: LossRow): string {
  const lacking = missing.length === 0 ? '' : `not known: ${missing.join(' and ')}`;
  if (seconds === 'unknown') return lacking;
  if (seconds === 'none') return `does not apply: ${decidedBy}`;
  return [decidedBy, certainty, lacking].filter((part) => part !== '').join('; ');
}

/** What became of a shard held against the policy. */
export function verdictOf({ status, reason }: ShardLoss, maxLossSeconds: number): string {
  switch (status) {
    case 'within':
      return `within ${maxLossSeconds} s`;
    case 'worse':
      return `worse than ${maxLossSeconds} s: ${reason}`;
    case 'unknown':
      return `cannot be judged: ${reason}`;
    case 'skipped':
      return `not judged: ${reason}`;
  }
}

/** A shard in one line. */
export interface LossLine {
  readonly shard: string;
  readonly primary: string;
  /** The worst of the judged rows, and which one that is. */
  readonly most: string;
  readonly failure: string;
  readonly verdict: string;
}

const order: readonly ShardLoss['status'][] = ['worse', 'unknown', 'skipped', 'within'];

/** Every shard in one line; where there are more than `atMost`, the worst ones. */
export function lossLinesOf(
  { maxLossSeconds, shards }: LossResult,
  atMost: number,
): { readonly shown: readonly LossLine[]; readonly left: number } {
  const rank = ({ status }: ShardLoss): number => order.indexOf(status);
  const chosen = shards.length <= atMost ? shards : shards.toSorted((a, b) => rank(a) - rank(b)).slice(0, atMost);
  return { shown: chosen.map((each) => lossLine(each, maxLossSeconds)), left: shards.length - chosen.length };
}

function lossLine(shard: ShardLoss, maxLossSeconds: number): LossLine {
  const worst = worstRow(shard.rows);
  return {
    shard: shard.shard,
    primary: shard.primary,
    most: worst === undefined ? '-' : secondsWords(worst),
    failure: worst === undefined ? '' : failureNames[worst.failure],
    verdict: verdictOf(shard, maxLossSeconds),
  };
}
