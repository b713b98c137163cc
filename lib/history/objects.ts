import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CachePlace } from './cache-place.ts';
import { keepFile } from './pack.ts';
import type { HistorySource } from './source.ts';

/** Where objects come from, and where what was read of them is kept. */
export interface DayTools {
  readonly source: HistorySource;
  readonly cache: CachePlace;
}

/** Objects of a bucket that are fetched at a time. */
const AT_A_TIME = 24;

/** Bytes of an object, or why there are none. */
export type Fetched = Uint8Array | string;

/**
 * Reads objects, in the order of their keys.
 *
 * @param keep whether objects of a bucket are kept as they are: those of which more than one reader wants a part
 * @throws StoreError
 */
export async function readObjects(
  keys: readonly string[],
  { source, cache }: DayTools,
  keep: boolean,
): Promise<ReadonlyMap<string, Fetched>> {
  const { root } = source;
  // Hundreds of small files one after another are read four times as fast without waiting for each.
  if (root !== undefined) return new Map(keys.map((key) => [key, fileAt(join(root, key))]));
  // In the order of the keys, whichever answer comes first: what is joined counts before what may be in it.
  const bodies = new Map<string, Fetched>(keys.map((key) => [key, GONE]));
  const left = keys.values();
  const fetchNext = async (): Promise<void> => {
    for (const key of left) bodies.set(key, await (keep ? keptObject(key, source, cache) : fetched(key, source)));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, fetchNext));
  return bodies;
}

const GONE = 'is not there any more';

function fileAt(path: string): Fetched {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? GONE : `cannot be read (${code})`;
  }
}

async function fetched(key: string, { objects }: HistorySource): Promise<Fetched> {
  return (await objects.read(key))?.body ?? GONE;
}

async function keptObject(key: string, source: HistorySource, { folder }: CachePlace): Promise<Fetched> {
  const path = join(folder, 'objects', createHash('sha256').update(key).digest('hex'));
  const kept = await readFile(path).catch(() => undefined);
  if (kept !== undefined) return kept;
  const body = await fetched(key, source);
  if (typeof body !== 'string') await keepFile(path, body);
  return body;
}
