import type { SlotRange } from '../slots.ts';

/** Which replica of each shard saves, in which order, and why the others do not. */
export interface SavePlan {
  /** By first slot. */
  readonly shards: readonly ShardPlan[];
  /** Ids of shards: those of one round save at the same time, on a host of their own each. */
  readonly rounds: readonly (readonly string[])[];
  /** Slots that nobody owns: no shard saves them. */
  readonly uncovered: readonly SlotRange[];
}

/** Every slot has an owner, and every shard a replica that is fit. */
export function isWhole({ shards, uncovered }: SavePlan): boolean {
  return uncovered.length === 0 && shards.every(({ chosen }) => chosen !== null);
}

export interface ShardPlan {
  /** First slot. */
  readonly shard: string;
  readonly slots: readonly SlotRange[];
  /** `host:port` of its primary, which never saves. */
  readonly primary: string;
  /** Null when no replica is fit. */
  readonly chosen: ChosenReplica | null;
  /** From 1 on; null without a chosen replica. */
  readonly round: number | null;
  /** Every replica of the shard, the chosen one first. */
  readonly replicas: readonly ReplicaVerdict[];
}

export interface ChosenReplica {
  readonly nodeId: string;
  /** `host:port` as the node announces it. */
  readonly address: string;
}

/** What was decided about one replica, and why. */
export interface ReplicaVerdict extends ChosenReplica {
  /** `spare` is fit to save, and another one was taken. */
  readonly verdict: 'chosen' | 'spare' | 'refused';
  /** What refused it; null for the others. */
  readonly refusal: Refusal | null;
  /** A clause for people: `it is reading its dataset`. */
  readonly reason: string;
  /** What speaks neither for it nor against it: its last save failed. */
  readonly notes: readonly string[];
  readonly lag: Lag;
}

/** How far a replica is behind its primary; null where nobody could say. */
export interface Lag {
  readonly bytes: number | null;
  /** Since its last acknowledgement, as its primary counts it. */
  readonly seconds: number | null;
}

export type Refusal =
  | 'marked-failed'
  | 'not-answered'
  | 'role-unknown'
  | 'is-primary'
  | 'loading'
  | 'syncing'
  | 'link-down'
  | 'fork-running'
  | 'fork-on-host'
  | 'lag'
  | 'memory-short'
  | 'memory-unknown';

/** Refusals that mostly pass within minutes, so that it may be worth to look again. */
export const passing: ReadonlySet<Refusal> = new Set(['loading', 'syncing', 'fork-running', 'fork-on-host', 'lag']);
