import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from '../core/errors.ts';
import { kindPrefix } from '../core/storage-keys.ts';
import { byDay, clusterOf, type DayObjects, type HistoryRange, type HistorySource, type ObjectKind } from './source.ts';

/**
 * The objects of one kind in a range of days, by cluster and day, oldest first. Names are all that is read.
 *
 * @throws StoreError
 */
export async function listDays(
  source: HistorySource,
  kind: ObjectKind,
  range: HistoryRange,
): Promise<readonly DayObjects[]> {
  const { root } = source;
  const clusters = range.cluster === undefined ? await clustersIn(source, kind) : [range.cluster];
  const found: DayObjects[] = [];
  for (const cluster of clusters) {
    const keys =
      root === undefined
        ? await keysInBucket(source, kind, cluster, range)
        : await keysInFolder(root, kind, cluster, range);
    found.push(...byDay(kind, cluster, keys));
  }
  return found;
}

/** Ids of the clusters of which there is anything of this kind. @throws StoreError */
async function clustersIn({ root, objects }: HistorySource, kind: ObjectKind): Promise<readonly string[]> {
  const prefix = kindPrefix(kind);
  if (root !== undefined) return (await namesIn(join(root, prefix))).flatMap((name) => clusterOf(name) ?? []);
  const found: string[] = [];
  // From each cluster straight behind its last key: the character after the slash.
  for (let after = prefix; ; ) {
    const [key] = await objects.list(prefix, after);
    if (key === undefined) return found;
    const folder = key.slice(prefix.length).split('/')[0] ?? '';
    const cluster = clusterOf(folder);
    if (cluster !== undefined) found.push(cluster);
    after = `${prefix}${folder}0`;
  }
}

/** Folder by folder: of a store that holds years only the days of the range are looked into. */
async function keysInFolder(
  root: string,
  kind: ObjectKind,
  cluster: string,
  { from, to }: HistoryRange,
): Promise<readonly string[]> {
  const prefix = `${kindPrefix(kind)}cluster=${cluster}/`;
  const days = (await namesIn(join(root, prefix))).filter((name) => isWithin(name, from, to));
  const keys: string[] = [];
  for (const day of days) {
    const names = await namesIn(join(root, prefix, day));
    keys.push(...names.filter((name) => !/\.(?:tmp|lock)$/.test(name)).map((name) => `${prefix}${day}/${name}`));
  }
  return keys;
}

/** Page by page from the first day of the range: what is too early or too late is never listed. */
async function keysInBucket(
  { objects }: HistorySource,
  kind: ObjectKind,
  cluster: string,
  { from, to }: HistoryRange,
): Promise<readonly string[]> {
  const prefix = `${kindPrefix(kind)}cluster=${cluster}/`;
  const keys: string[] = [];
  for (let after = `${prefix}dt=${from.slice(0, 10)}`; ; ) {
    const page = await objects.list(prefix, after);
    const inTime = page.filter((key) => isWithin(key.slice(prefix.length), from, to));
    keys.push(...inTime);
    const last = page.at(-1);
    if (last === undefined || last.slice(prefix.length, prefix.length + 13) > `dt=${to.slice(0, 10)}`) return keys;
    after = last;
  }
}

function isWithin(folder: string, from: string, to: string): boolean {
  const day = /^dt=(\d{4}-\d\d-\d\d)(?:\/|$)/.exec(folder)?.[1];
  // A range that ends at midnight has nothing of the day that begins there.
  return day !== undefined && day >= from.slice(0, 10) && `${day}T00:00:00.000Z` < to;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    const hint = 'Check that it is a directory of audits and that you may read it, or name another one with --store.';
    throw new StoreError(`cannot read ${folder} (${code ?? 'unknown error'})`, hint, error);
  }
}
