import { type BackupSet, backupSet } from './backup-set.ts';
import type { CopyDigest, SetDigest } from './copies.ts';
import type { ListedSet } from './list-copies.ts';
import type { LookDigest } from './look-digest.ts';
import { missingSlots } from './looked-at.ts';
import { type BackupManifest, type CopiedShard, isWhole } from './manifest.ts';

/** Problems that are kept of a set. */
const MOST_PROBLEMS = 5;

/** A set whose manifest, and whose newest looks, were opened. */
export interface OpenedSet {
  readonly listed: ListedSet;
  readonly clusterId: string;
  readonly manifest: string;
  readonly verified: LookDigest | null;
  readonly drilled: LookDigest | null;
}

/** What is kept of a set, so that it can be judged later. */
export function digestSet({ listed, clusterId, manifest, verified, drilled }: OpenedSet): SetDigest {
  const { set, files } = listed;
  const found = backupSet({ place: { clusterId, set }, files, manifest, verified: null, drilled: null });
  return {
    set,
    state: stateOf(found),
    problems: found.problems.slice(0, MOST_PROBLEMS),
    missingSlots: found.manifest === null ? [] : missingSlots(withoutGone(found.manifest, files)),
    copies: found.manifest === null ? [] : copiesIn(withoutGone(found.manifest, files)),
    verified,
    drilled,
  };
}

function stateOf({ state }: BackupSet): SetDigest['state'] {
  return state === 'unfinished' ? 'unreadable' : state;
}

/** An RDB that somebody deleted is as if it had never been stored. */
function withoutGone(manifest: BackupManifest, files: readonly string[]): BackupManifest {
  const shards = manifest.shards.map((shard) =>
    shard.rdb === null || files.includes(shard.rdb.file) ? shard : { ...shard, rdb: null },
  );
  return { ...manifest, shards };
}

function copiesIn(manifest: BackupManifest): readonly CopyDigest[] {
  return manifest.shards.map((shard) => {
    const { outcome, node, roleBefore, roleAfter, rdb } = shard;
    return {
      shard: shard.shard,
      slots: shard.slots,
      outcome,
      whole: isWhole(shard),
      source: node?.address ?? null,
      roleBefore,
      roleAfter,
      bytes: rdb?.bytes ?? null,
      keys: rdb?.content?.keys ?? null,
      level: levelOf(shard),
      takenAt: takenAt(shard, manifest),
    };
  });
}

/** A footer of zeros proves nothing, however deep the records were looked at. */
function levelOf({ rdb }: CopiedShard): CopyDigest['level'] {
  if (rdb === null) return null;
  return rdb.checksum.state === 'ok' ? rdb.level : 0;
}

/** The server's own time, where it lies within the run by the clock of whoever copied; else the bound that is nearer. */
function takenAt({ rdb }: CopiedShard, { startedAt, finishedAt }: BackupManifest): string | null {
  if (rdb === null) return null;
  const saved = Date.parse(rdb.content?.origin.savedAt ?? startedAt);
  const within = Math.min(Math.max(saved, Date.parse(startedAt)), Date.parse(finishedAt));
  return Number.isNaN(within) ? startedAt : new Date(within).toISOString();
}
