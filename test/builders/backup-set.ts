import { createHash } from 'node:crypto';
import { judgeRdb, storedRdb } from '../../lib/backup/judge-rdb.ts';
import { rdbWalker } from '../../lib/backup/rdb/walk-rdb.ts';
import { createJson } from '../../lib/backup/sets.ts';
import type { BackupManifest, CopiedShard } from '../../lib/core/backup/manifest.ts';
import { rdbFile, setPrefix } from '../../lib/core/backup/set-keys.ts';
import type { SlotRange } from '../../lib/core/slots.ts';
import type { BackupStore } from '../../lib/ports.ts';

/** RDB data of one shard. */
export interface BuiltShard {
  readonly slots: readonly SlotRange[];
  readonly rdb: Uint8Array;
}

/** What a copy says of a shard whose RDB is this. */
function copiedShard({ slots, rdb }: BuiltShard, change: Partial<CopiedShard> = {}): CopiedShard {
  const walker = rdbWalker({ slots });
  walker.update(rdb);
  const summary = { ...walker.finish(), sha256: createHash('sha256').update(rdb).digest('hex') };
  const shard = String(slots[0]?.[0] ?? 0);
  return {
    shard,
    slots,
    node: { nodeId: 'a'.repeat(40), address: '10.0.0.2:6379' },
    roleBefore: 'replica',
    roleAfter: 'replica',
    durationMs: 1,
    ...judgeRdb(summary, 'replica'),
    rdb: storedRdb(summary, rdbFile(shard)),
    ...change,
  };
}

function manifestOf(set: string, shards: readonly CopiedShard[], change: Partial<BackupManifest> = {}): BackupManifest {
  return {
    schemaVersion: 1,
    set,
    runId: 'run',
    cluster: { id: 'shop' },
    startedAt: '2026-03-01T03:00:00.000Z',
    finishedAt: '2026-03-01T03:00:01.000Z',
    complete: true,
    problems: [],
    shards,
    uncovered: [],
    ...change,
  };
}

/** Stores a set as a copy leaves it. */
export async function storeSet(
  store: BackupStore,
  set: string,
  built: readonly BuiltShard[],
  change: Partial<BackupManifest> = {},
) {
  const prefix = setPrefix({ clusterId: 'shop', set });
  for (const shard of built) {
    const writer = await store.begin(`${prefix}${rdbFile(String(shard.slots[0]?.[0]))}`);
    await writer.write(shard.rdb);
    await writer.commit();
  }
  await createJson(
    store,
    `${prefix}manifest.json`,
    manifestOf(
      set,
      built.map((shard) => copiedShard(shard)),
      change,
    ),
  );
}
