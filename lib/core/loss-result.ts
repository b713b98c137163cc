import type { LossEstimate } from './loss-estimate.ts';
import type { LossWindow } from './loss-window.ts';

/** The ways of failing, in the order in which they are shown. */
export const failures = [
  'processCrash',
  'hostLoss',
  'failover',
  'cutOff',
  'hostGone',
  'zoneGone',
  'noPromotion',
  'emptyRestart',
  'mistake',
] as const satisfies readonly (keyof LossWindow)[];

export type Failure = (typeof failures)[number];

/** How much one way of failing takes from one shard at most, and how certain that is. */
export interface LossRow extends Omit<LossEstimate, 'seconds'> {
  readonly failure: Failure;
  /** `none`: the shard cannot fail like that. */
  readonly seconds: LossEstimate['seconds'] | 'none';
  /** Held against `policy.maxLossSeconds`; the others are shown only. */
  readonly judged: boolean;
}

/** What each way of failing takes from one shard. */
export interface ShardLoss {
  /** First slot. */
  readonly shard: string;
  /** `host:port` of its primary. */
  readonly primary: string;
  /** `worse` than the policy declares; `unknown` when an input of a judged row is missing. */
  readonly status: 'within' | 'worse' | 'unknown' | 'skipped';
  /** What the status rests on; empty for `within`. */
  readonly reason: string;
  readonly rows: readonly LossRow[];
}

/** Data-loss windows of a cluster. */
export interface LossResult {
  /** `policy.maxLossSeconds` */
  readonly maxLossSeconds: number;
  /** Why the model does not apply to this cluster; then there are no shards. */
  readonly skipped?: string;
  readonly shards: readonly ShardLoss[];
}
