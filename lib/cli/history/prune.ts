import { rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { directoryStore } from '../../adapters/stores/directory.ts';
import { formatBytes } from '../../core/byte-size.ts';
import { UsageError } from '../../core/errors.ts';
import { type PrunableKind, prunableKinds, prunableOf } from '../../core/prunable.ts';
import { count } from '../../report/words.ts';
import type { CliIo } from '../io.ts';
import { openStoreToRead } from '../open-store.ts';

/** `history prune` as it was asked for. */
export interface PruneOptions {
  readonly store: string;
  /** Milliseconds. */
  readonly olderThan: number;
  readonly apply: boolean;
}

interface Old {
  readonly key: string;
  readonly kind: PrunableKind;
  readonly day: string;
  readonly bytes: number;
}

/** Where old objects can be, in the order in which they go: an index before what it is about, so that none points at nothing. */
const folders = ['joined/', 'facts/', 'history/', 'outbox/', 'digests/'];

/**
 * Says what of a directory is about days that ended so long ago, and deletes it only when told to.
 *
 * @throws UsageError for a bucket, StoreError
 */
export async function pruneHistory({ store, olderThan, apply }: PruneOptions, io: CliIo): Promise<void> {
  if (store.startsWith('s3://'))
    throw new UsageError(
      'a bucket is not pruned from here',
      'its lifecycle does that: storage.expireAfterDays of the environment, or a rule of your own',
    );
  await openStoreToRead(store);
  const old = await oldObjects(store, new Date(io.now() - olderThan).toISOString());
  const lines = prunableKinds.flatMap((kind) => lineOf(kind, old));
  const all = `${count(old.length, 'object')}, ${formatBytes(bytesOf(old))}`;
  if (apply) await remove(store, old);
  const end = apply ? `Deleted ${all}.` : `Nothing was deleted. With --apply this would go: ${all}.`;
  io.stdout(
    old.length === 0 ? `Nothing in ${store} is about days so long ago.\n` : `${[...lines, '', end].join('\n')}\n`,
  );
}

/** @param before ISO 8601: the day that it is in stays */
async function oldObjects(store: string, before: string): Promise<readonly Old[]> {
  const objects = directoryStore(store);
  const old: Old[] = [];
  for (const folder of folders) {
    for (const key of await objects.list(folder, '')) {
      const found = prunableOf(key);
      if (found === undefined || found.day >= before.slice(0, 10)) continue;
      const { size } = await stat(join(store, key)).catch(() => ({ size: 0 }));
      old.push({ key, kind: found.kind, day: found.day, bytes: size });
    }
  }
  return old;
}

function lineOf(kind: PrunableKind, old: readonly Old[]): readonly string[] {
  const ofKind = old.filter((each) => each.kind === kind);
  const days = ofKind.map(({ day }) => day).sort();
  const [first] = days;
  if (first === undefined) return [];
  const [objects, bytes] = [count(ofKind.length, 'object'), formatBytes(bytesOf(ofKind))];
  return [`${kind.padEnd(10)}${objects.padStart(15)}${bytes.padStart(12)}  ${first} to ${days.at(-1)}`];
}

function bytesOf(old: readonly Old[]): number {
  return old.reduce((sum, { bytes }) => sum + bytes, 0);
}

async function remove(store: string, old: readonly Old[]): Promise<void> {
  const objects = directoryStore(store);
  for (const { key } of old) await objects.delete(key);
  // A folder that is not empty stays.
  for (const folder of new Set(old.map(({ key }) => dirname(key)))) await rmdir(join(store, folder)).catch(() => {});
}
