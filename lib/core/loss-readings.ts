import {
  asFsyncPolicy,
  bestReplica,
  type DetachedReplica,
  type FsyncPolicy,
  type LossInputs,
  type ReplicaGap,
} from './loss-inputs.ts';
import { secondsSinceSave } from './newest-save.ts';
import type { FactReader } from './rule.ts';
import { parseSavePoints } from './save-points.ts';

/** Facts of a primary without which the data-loss model says nothing of use. */
export const lossNeeds = [
  'info.persistence.aof_enabled',
  'info.persistence.rdb_last_bgsave_status',
  'info.replication.replicas',
  'info.replication.master_repl_offset',
  'config.appendfsync',
  'config.no-appendfsync-on-rewrite',
  'config.save',
] as const;

/** Everything it reads of a member. Without one of these it still says what it can, and what is missing. */
export const lossFacts = [
  ...lossNeeds,
  'info.server.uptime_in_seconds',
  'info.server.server_time_usec',
  'info.server.availability_zone',
  'info.persistence.aof_delayed_fsync',
  'info.persistence.rdb_last_bgsave_time_sec',
  'info.persistence.rdb_last_save_time',
  'info.persistence.rdb_saves',
  'info.replication.master_link_status',
  'info.replication.master_link_down_since_seconds',
  'config.cluster-node-timeout',
  'config.min-replicas-to-write',
  'config.min-replicas-max-lag',
] as const;

/** What the model reads of one member. */
export type LossReader = Pick<
  FactReader<never, never, never, (typeof lossFacts)[number]>,
  'maybe' | 'observedDelta' | 'seconds'
>;

/** The inputs of the data-loss model that the members of a shard tell. @param replicas those that could be read */
export function lossInputs(
  primary: LossReader,
  replicas: readonly LossReader[],
  { kernelFlushSeconds, replicaCount }: { readonly kernelFlushSeconds: number; readonly replicaCount: number },
): LossInputs {
  return {
    aof: primary.maybe('info.persistence.aof_enabled'),
    fsync: fsyncPolicy(primary),
    fsyncPaused: isYes(primary.maybe('config.no-appendfsync-on-rewrite')),
    delayedFsyncs: delayedFsyncs(primary),
    kernelFlushSeconds,
    savePoints: savePoints(primary),
    lastSaveFailed: lastSaveFailed(primary),
    saveSeconds: saveSeconds(primary),
    rdbAgeSeconds: rdbAge(primary),
    writeBytesPerSecond: writeRate(primary),
    bestReplica: attached(primary),
    detachedReplica: detached(primary, replicas, replicaCount),
    nodeTimeoutSeconds: inSeconds(primary.maybe('config.cluster-node-timeout')),
    minReplicasToWrite: asNumber(primary.maybe('config.min-replicas-to-write')),
    minReplicasMaxLagSeconds: asNumber(primary.maybe('config.min-replicas-max-lag')),
  };
}

function fsyncPolicy(primary: LossReader): FsyncPolicy | undefined {
  const text = primary.maybe('config.appendfsync');
  return text === undefined ? undefined : asFsyncPolicy(text);
}

function savePoints(primary: LossReader): LossInputs['savePoints'] {
  const text = primary.maybe('config.save');
  return text === undefined ? undefined : (parseSavePoints(text) ?? undefined);
}

function lastSaveFailed(primary: LossReader): boolean | undefined {
  const status = primary.maybe('info.persistence.rdb_last_bgsave_status');
  return status === undefined ? undefined : status !== 'ok';
}

function growth(
  primary: LossReader,
  name: 'info.persistence.aof_delayed_fsync' | 'info.replication.master_repl_offset',
) {
  const delta = primary.observedDelta(name);
  return delta.state === 'ok' ? delta.value : undefined;
}

/** Where nothing can be compared yet, a counter that is still 0 says as much. */
function delayedFsyncs(primary: LossReader): number | undefined {
  const since = growth(primary, 'info.persistence.aof_delayed_fsync');
  if (since !== undefined) return since;
  return primary.maybe('info.persistence.aof_delayed_fsync') === 0 ? 0 : undefined;
}

function writeRate(primary: LossReader): number | undefined {
  const bytes = growth(primary, 'info.replication.master_repl_offset');
  const seconds = primary.seconds('info.replication.master_repl_offset');
  return bytes === undefined || bytes < 0 || seconds <= 0 ? undefined : bytes / seconds;
}

function attached(primary: LossReader): ReplicaGap | null | undefined {
  const offset = primary.maybe('info.replication.master_repl_offset');
  const lines = primary.maybe('info.replication.replicas');
  return offset === undefined || lines === undefined ? undefined : bestReplica(offset, lines);
}

/** The replica that lost its link last; one that still has it, by its own word, is about to lose it. */
function detached(
  primary: LossReader,
  replicas: readonly LossReader[],
  replicaCount: number,
): DetachedReplica | 'unread' | undefined {
  const offset = primary.maybe('info.replication.master_repl_offset') ?? 0;
  const known = replicas.flatMap((replica): readonly DetachedReplica[] => {
    const own = replica.maybe('info.replication.master_repl_offset');
    const isUp = replica.maybe('info.replication.master_link_status') === 'up';
    const linkDownSeconds = isUp ? 0 : replica.maybe('info.replication.master_link_down_since_seconds');
    if (own === undefined || linkDownSeconds === undefined || linkDownSeconds < 0) return [];
    return [{ linkDownSeconds, missingBytes: Math.max(0, offset - own) }];
  });
  const [best] = known.sort((a, b) => a.missingBytes - b.missingBytes || a.linkDownSeconds - b.linkDownSeconds);
  return best ?? (replicaCount > 0 ? 'unread' : undefined);
}

/** It is -1 until something was saved. */
function saveSeconds(member: LossReader): number | undefined {
  const seconds = member.maybe('info.persistence.rdb_last_bgsave_time_sec');
  return seconds === undefined ? undefined : Math.max(0, seconds);
}

/**
 * Age of the data in the newest RDB that this process has saved; null when it has not saved. A snapshot holds the data
 * of the moment at which its save began.
 */
export function rdbAge(member: LossReader): number | null | undefined {
  const age = sinceLastSave(member);
  return typeof age === 'number' ? age + (saveSeconds(member) ?? 0) : age;
}

/** Seconds since a member last ended a save; null where it has not saved since its start. */
export function sinceLastSave({ maybe }: Pick<LossReader, 'maybe'>): number | null | undefined {
  const lastSaveTime = maybe('info.persistence.rdb_last_save_time');
  const uptime = maybe('info.server.uptime_in_seconds');
  const usec = maybe('info.server.server_time_usec');
  if (lastSaveTime === undefined || uptime === undefined || usec === undefined) return undefined;
  return secondsSinceSave({ lastSaveTime, saves: maybe('info.persistence.rdb_saves'), now: usec / 1e6, uptime });
}

function isYes(text: string | undefined): boolean | undefined {
  return text === undefined ? undefined : text === 'yes';
}

function asNumber(text: string | undefined): number | undefined {
  return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
}

function inSeconds(milliseconds: string | undefined): number | undefined {
  const number = asNumber(milliseconds);
  return number === undefined ? undefined : number / 1000;
}
