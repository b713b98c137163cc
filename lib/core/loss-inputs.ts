import type { OffHostCopy } from './backup/off-host-copies.ts';
import type { ReplicaLine } from './facts.ts';
import type { SavePoint } from './save-points.ts';

/**
 * What the data-loss model knows of a shard. Any input can be missing: what depends on it is then `unknown` or a lower
 * bound, and names it. `null` means that it was looked for and there is none.
 */
export interface LossInputs {
  /** The primary's AOF is on. */
  readonly aof?: boolean | undefined;
  /** `appendfsync` */
  readonly fsync?: FsyncPolicy | undefined;
  /** `no-appendfsync-on-rewrite`: no fsync while a save, a rewrite or a sync runs. */
  readonly fsyncPaused?: boolean | undefined;
  /** Growth of `aof_delayed_fsync`: writes that found an fsync at work for over 2 s. */
  readonly delayedFsyncs?: number | undefined;
  /** Longest new sample of the latency event `aof-write-pending-fsync`. */
  readonly pendingFsyncSeconds?: number | undefined;
  /** How long the kernel may keep written pages in memory. */
  readonly kernelFlushSeconds: number;
  readonly savePoints?: readonly SavePoint[] | undefined;
  readonly lastSaveFailed?: boolean | undefined;
  /** How long a save takes. */
  readonly saveSeconds?: number | undefined;
  /** Age of the data in the primary's newest RDB. */
  readonly rdbAgeSeconds?: number | null | undefined;
  /** Bytes of the replication stream, mean of the time between two audits. */
  readonly writeBytesPerSecond?: number | undefined;
  /** The attached replica that has received most. */
  readonly bestReplica?: ReplicaGap | null | undefined;
  /** Where none is attached: the replica that lost its link last. `unread` when there are some and none could be read. */
  readonly detachedReplica?: DetachedReplica | 'unread' | undefined;
  /** `cluster-node-timeout`; null where cluster mode is off. */
  readonly nodeTimeoutSeconds?: number | null | undefined;
  readonly minReplicasToWrite?: number | undefined;
  readonly minReplicasMaxLagSeconds?: number | undefined;
  /** The newest complete copy off the hosts, with its age by when its data was taken. */
  readonly offHostCopy?: OffHostCopy | null | undefined;
  /** Age of the newest RDB on any member of the shard that no sync has overwritten. */
  readonly localCopyAgeSeconds?: number | null | undefined;
  /** Interval and duration of scheduled copies. */
  readonly copySchedule?: { readonly intervalSeconds: number; readonly durationSeconds: number } | undefined;
  /** On which hosts the members are. */
  readonly hosts?: Placement | undefined;
  /** In which availability zones they are. */
  readonly zones?: Placement | undefined;
}

/** How the members of a shard lie towards the host or zone of their primary. */
export interface Placement {
  /** A replica that could be promoted is somewhere else. */
  readonly replicaElsewhere: boolean;
  /** Half or more of all primaries are where this one is: without them nobody is elected. */
  readonly majorityThere: boolean;
}

const fsyncPolicies = ['always', 'everysec', 'no'] as const;
export type FsyncPolicy = (typeof fsyncPolicies)[number];

/** @returns undefined for a value that no version of the server has */
export function asFsyncPolicy(text: string): FsyncPolicy | undefined {
  return fsyncPolicies.find((policy) => policy === text);
}

/** What a replica lacks, as its primary sees it. */
export interface ReplicaGap {
  /** Bytes of the stream it has not acknowledged. */
  readonly missingBytes: number;
  /** Age of its last acknowledgement, whole seconds. */
  readonly acknowledgedSecondsAgo: number;
}

/** A replica without a link to its primary. It may still be promoted, with the data it had. */
export interface DetachedReplica {
  /** `master_link_down_since_seconds` */
  readonly linkDownSeconds: number;
  /** Bytes of the stream it has not received. */
  readonly missingBytes: number;
}

/**
 * The attached replica that has received most, from one reading of the primary.
 *
 * @returns null when none is attached, undefined when those that are have only just joined and acknowledged nothing yet
 */
export function bestReplica(primaryOffset: number, replicas: readonly ReplicaLine[]): ReplicaGap | null | undefined {
  const attached = replicas.filter((replica) => replica.port !== 0 && replica.state === 'online');
  if (attached.length === 0) return null;
  const [best] = attached.filter((replica) => replica.offset > 0).sort((a, b) => b.offset - a.offset);
  if (best === undefined) return undefined;
  return { missingBytes: Math.max(0, primaryOffset - best.offset), acknowledgedSecondsAgo: Math.max(0, best.lag) };
}
