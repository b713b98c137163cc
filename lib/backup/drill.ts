import type { BackupSet } from '../core/backup/backup-set.ts';
import { keyProblems, sampleOf, slotProblems } from '../core/backup/drill-verdicts.ts';
import { lookFile } from '../core/backup/look-digest.ts';
import { coverageProblems } from '../core/backup/looked-at.ts';
import type { StoredRdb } from '../core/backup/manifest.ts';
import { setPrefix } from '../core/backup/set-keys.ts';
import type { Drill, DrilledShard } from '../core/backup/set-looks.ts';
import { TrialError } from '../core/errors.ts';
import type { BackupStore, TrialServer, TrialServers } from '../ports.ts';
import { problemsIn } from './judge-rdb.ts';
import { rdbLook } from './look-at-rdb.ts';
import type { RdbSummary } from './rdb/summary.ts';
import { createJson } from './sets.ts';

export interface DrillTools {
  readonly store: BackupStore;
  readonly servers: TrialServers;
  /** Milliseconds since 1970. */
  now(): number;
  progress?(this: void, file: string): void;
}

/**
 * Restores every RDB of a set, one after the other, into a server that is thrown away, compares what the server then has
 * with what was counted on the way, and notes what came of it beside the manifest.
 *
 * @throws StoreError when the store cannot be read, TrialError when there is no server: nothing is noted then
 */
export async function drill(set: BackupSet, tools: DrillTools): Promise<Drill> {
  await tools.servers.find();
  const startedAt = tools.now();
  const shards: DrilledShard[] = [];
  for (const { shard, rdb } of set.manifest?.shards ?? []) {
    if (rdb !== null) shards.push(await drillRdb(set, shard, rdb, tools));
  }
  const problems = coverageProblems(set);
  const failed = shards.length === 0 || shards.some(({ outcome }) => outcome === 'failed');
  const done: Drill = {
    schemaVersion: 1,
    cluster: { id: set.clusterId },
    set: set.set,
    drilledAt: new Date(startedAt).toISOString(),
    durationMs: Math.round(tools.now() - startedAt),
    outcome: failed ? 'failed' : problems.length > 0 ? 'incomplete' : 'ok',
    problems,
    shards,
  };
  await createJson(tools.store, `${setPrefix(set)}${lookFile('drilled', done.drilledAt, done.outcome)}`, done);
  return done;
}

async function drillRdb(
  set: BackupSet,
  shard: string,
  rdb: StoredRdb,
  { store, servers, progress }: DrillTools,
): Promise<DrilledShard> {
  progress?.(rdb.file);
  const chunks = await store.open(`${setPrefix(set)}${rdb.file}`);
  if (chunks === null) return notLoaded(shard, rdb, [`${rdb.file} is gone`]);
  const look = rdbLook();
  try {
    const server = await servers.load(watched(chunks, (chunk) => look.take(chunk)));
    try {
      return await compare(shard, rdb, server, await look.finish());
    } finally {
      await server.stop();
    }
  } catch (error) {
    if (error instanceof TrialError) return notLoaded(shard, rdb, [error.message, error.hint]);
    throw error;
  } finally {
    look.close();
  }
}

async function* watched(chunks: AsyncIterable<Uint8Array>, look: (chunk: Uint8Array) => Promise<void>) {
  for await (const chunk of chunks) {
    await look(chunk);
    yield chunk;
  }
}

/** Slots whose keys are counted by the server, and from which one key each is asked for. */
const SAMPLED_SLOTS = 200;

async function compare(shard: string, rdb: StoredRdb, server: TrialServer, summary: RdbSummary): Promise<DrilledShard> {
  const count = await server.count();
  const { keys: stored = 0, expiring = 0, slots = [] } = summary.content ?? {};
  const keys = { stored, loaded: count.loaded, expired: count.expired };
  const sample = sampleOf(slots, SAMPLED_SLOTS);
  const numbers = sample.map(([slot]) => slot);
  const counted = await server.countInSlots(numbers);
  const types = await server.typesInSlots(numbers);
  const problems = [
    ...problemsIn(summary),
    ...(summary.sha256 === rdb.sha256 ? [] : ['its SHA-256 is another one than when it was stored']),
    ...keyProblems(keys, expiring),
    ...slotProblems(sample, counted, expiring),
  ];
  const sampled = Object.fromEntries(
    [...Map.groupBy(types, (type) => type)].flatMap(([type, all]) => (type === null ? [] : [[type, all.length]])),
  );
  const { version, fetchMs, loadMs } = server;
  const outcome = problems.length === 0 ? 'ok' : 'failed';
  return { shard, outcome, server: version, bytes: summary.bytes, fetchMs, loadMs, keys, sampled, problems };
}

function notLoaded(shard: string, rdb: StoredRdb, problems: readonly string[]): DrilledShard {
  const keys = { stored: rdb.content?.keys ?? 0, loaded: null, expired: null };
  return {
    shard,
    outcome: 'failed',
    server: null,
    bytes: rdb.bytes,
    fetchMs: 0,
    loadMs: null,
    keys,
    sampled: {},
    problems,
  };
}
