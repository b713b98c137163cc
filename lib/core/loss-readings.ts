import { asFsyncPolicy, bestReplica, type LossInputs } from './loss-inputs.ts';
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

/** Without these it still says what it can, and what is missing. */
export const lossOptional = [
  'info.server.uptime_in_seconds',
  'info.server.server_time_usec',
  'info.persistence.aof_delayed_fsync',
  'info.persistence.rdb_last_bgsave_time_sec',
  'info.persistence.rdb_last_save_time',
  'info.persistence.rdb_saves',
  'info.replication.master_repl_offset',
] as const;

/** What the model reads of a shard's primary. */
export type PrimaryReader = Pick<
  FactReader<(typeof lossNeeds)[number], never, never, (typeof lossOptional)[number]>,
  'fact' | 'maybe' | 'observedDelta' | 'seconds'
>;

/** The inputs of the data-loss model that a primary tells by itself. */
export function lossInputs(primary: PrimaryReader, kernelFlushSeconds: number): LossInputs {
  const offset = primary.fact('info.replication.master_repl_offset');
  return {
    aof: primary.fact('info.persistence.aof_enabled'),
    fsync: asFsyncPolicy(primary.fact('config.appendfsync')),
    fsyncPaused: primary.fact('config.no-appendfsync-on-rewrite') === 'yes',
    delayedFsyncs: growth(primary, 'info.persistence.aof_delayed_fsync'),
    kernelFlushSeconds,
    savePoints: parseSavePoints(primary.fact('config.save')) ?? undefined,
    lastSaveFailed: primary.fact('info.persistence.rdb_last_bgsave_status') !== 'ok',
    saveSeconds: saveSeconds(primary),
    rdbAgeSeconds: rdbAge(primary),
    writeBytesPerSecond: writeRate(primary),
    bestReplica: bestReplica(offset, primary.fact('info.replication.replicas')),
  };
}

function growth(
  primary: PrimaryReader,
  name: 'info.persistence.aof_delayed_fsync' | 'info.replication.master_repl_offset',
) {
  const delta = primary.observedDelta(name);
  return delta.state === 'ok' ? delta.value : undefined;
}

function writeRate(primary: PrimaryReader): number | undefined {
  const bytes = growth(primary, 'info.replication.master_repl_offset');
  const seconds = primary.seconds('info.replication.master_repl_offset');
  return bytes === undefined || bytes < 0 || seconds <= 0 ? undefined : bytes / seconds;
}

/** It is -1 until something was saved. */
function saveSeconds(primary: PrimaryReader): number | undefined {
  const seconds = primary.maybe('info.persistence.rdb_last_bgsave_time_sec');
  return seconds === undefined ? undefined : Math.max(0, seconds);
}

/** A snapshot holds the data of the moment at which its save began. */
function rdbAge(primary: PrimaryReader): number | null | undefined {
  const lastSaveTime = primary.maybe('info.persistence.rdb_last_save_time');
  const uptime = primary.maybe('info.server.uptime_in_seconds');
  const usec = primary.maybe('info.server.server_time_usec');
  if (lastSaveTime === undefined || uptime === undefined || usec === undefined) return undefined;
  const saves = primary.maybe('info.persistence.rdb_saves');
  const age = secondsSinceSave({ lastSaveTime, saves, now: usec / 1e6, uptime });
  return age === null ? null : age + (saveSeconds(primary) ?? 0);
}
