import type { SlotRange } from '../slots.ts';
import type { ChosenReplica, ReplicaVerdict } from './save-plan.ts';

/** What became of one shard. Everything but `ok` means that there may be no new save of it. */
export type SaveOutcome =
  /** The replica saved, the save is new, and it was a replica before and after. */
  | 'ok'
  /** The save ended with an error, or could not be asked for. */
  | 'failed'
  /** The chosen replica was not fit any more, or the server declined. Nothing was saved. */
  | 'refused'
  /** It was asked for, and its end was not seen. */
  | 'not-verified'
  /** No replica of the shard was fit. Nothing was asked for. */
  | 'no-replica'
  /** The chosen node turned out to be a primary; `sent` tells whether BGSAVE had been sent by then. */
  | 'became-primary';

/** One run over all shards, as it is told and kept. */
export interface SaveRun {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly cluster: { readonly id: string };
  /** When it was due; with the cluster it is the key of the run. ISO 8601 with milliseconds, UTC. */
  readonly scheduledAt: string;
  /** ISO 8601, UTC, the clock of whoever ran it. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** By first slot. */
  readonly shards: readonly ShardSave[];
  /** Slots that nobody owns: no shard saved them. */
  readonly uncovered: readonly SlotRange[];
}

/** How a save went, for one shard. */
export interface SaveVerdict {
  readonly outcome: SaveOutcome;
  /** Whether BGSAVE was sent: a fork may have happened. */
  readonly sent: boolean;
  /** A clause for people. */
  readonly reason: string;
  /** What to do about it; null when there is nothing to do. */
  readonly todo: string | null;
  /** Null when no save of ours was seen to end. */
  readonly measured: SaveMeasurements | null;
}

export interface ShardSave extends SaveVerdict {
  /** First slot. */
  readonly shard: string;
  readonly slots: readonly SlotRange[];
  readonly round: number | null;
  /** Who saved, or was to save; null when nobody was. */
  readonly node: ChosenReplica | null;
  readonly replicas: readonly ReplicaVerdict[];
}

/** What the server says about the save; null where its version does not say it. No version tells the file's size. */
export interface SaveMeasurements {
  /** How long the replica stood still for the fork, microseconds. */
  readonly forkUs: number | null;
  /** Whole seconds from the fork to the end. */
  readonly seconds: number | null;
  /** Pages that were copied because the replica changed them meanwhile. */
  readonly copiedBytes: number | null;
  /** The end of the save by the server's clock, ISO 8601, UTC. */
  readonly savedAt: string | null;
}

/** Whether every slot was saved on a replica. */
export function isComplete({ shards, uncovered }: Pick<SaveRun, 'shards' | 'uncovered'>): boolean {
  return shards.length > 0 && uncovered.length === 0 && shards.every(({ outcome }) => outcome === 'ok');
}
