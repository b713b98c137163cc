import { type BackupSet, backupSet, newestFirst } from '../core/backup/backup-set.ts';
import { placeOf, type SetPlace, setName, setObjects, setPrefix, setsPrefix } from '../core/backup/set-keys.ts';
import { type PastLook, readLook } from '../core/backup/set-looks.ts';
import { UnreadableObjectError } from '../core/errors.ts';
import type { BackupStore } from '../ports.ts';

/** No manifest is longer: that of 1000 shards has one megabyte. */
const MOST_TEXT_BYTES = 64 * 2 ** 20;

/** Sets of other runs that can begin in the same millisecond. */
const MOST_NAMES = 1000;

/**
 * Takes a name for a set, which no other run can take: the time at which it began or was due, or the next millisecond that is free.
 *
 * @param startedAt milliseconds since 1970
 */
export async function beginSet(
  store: BackupStore,
  run: { readonly clusterId: string; readonly runId: string },
  startedAt: number,
): Promise<SetPlace> {
  for (let at = startedAt; at < startedAt + MOST_NAMES; at++) {
    const begunAt = new Date(at).toISOString();
    const place = { clusterId: run.clusterId, set: setName(begunAt) };
    const begun = { schemaVersion: 1, set: place.set, runId: run.runId, begunAt };
    if (await createJson(store, `${setPrefix(place)}${setObjects.begun}`, begun)) return place;
  }
  throw new TypeError(`${MOST_NAMES} sets began at once`);
}

/**
 * Whether a set that was begun for this time has its manifest: then the run that was due has ended. What earlier attempts
 * at it left behind, without a manifest, is passed over, as {@link beginSet} does.
 *
 * @param dueAt milliseconds since 1970
 */
export async function isMade(store: BackupStore, clusterId: string, dueAt: number): Promise<boolean> {
  for (let at = dueAt; ; at++) {
    const prefix = setPrefix({ clusterId, set: setName(new Date(at).toISOString()) });
    let isTaken = false;
    for await (const key of keysOf(store, prefix)) {
      if (key === `${prefix}${setObjects.manifest}`) return true;
      isTaken = true;
    }
    if (!isTaken) return false;
  }
}

/** Creates an object of one JSON document. @returns false when the key is taken */
export async function createJson(store: BackupStore, key: string, document: object): Promise<boolean> {
  const writer = await store.begin(key);
  try {
    await writer.write(Buffer.from(`${JSON.stringify(document, null, 2)}\n`));
    return await writer.commit();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/** All sets, newest first. @param clusterId undefined for those of every cluster */
export async function listSets(store: BackupStore, clusterId?: string): Promise<readonly BackupSet[]> {
  const found = new Map<string, { place: SetPlace; files: string[] }>();
  for await (const key of keysOf(store, setsPrefix(clusterId))) {
    const { place, file } = placeOf(key) ?? {};
    if (place === undefined || file === undefined) continue;
    const set = found.get(setPrefix(place)) ?? { place, files: [] };
    set.files.push(file);
    found.set(setPrefix(place), set);
  }
  const sets: BackupSet[] = [];
  for (const { place, files } of found.values()) sets.push(await readSet(store, place, files));
  return sets.sort(newestFirst);
}

/** Those of which nothing is seen, too: their run was interrupted, or just begins. They are there to be cleared away. */
export async function setsWithLeftovers(store: BackupStore, clusterId: string): Promise<readonly BackupSet[]> {
  const seen = await listSets(store, clusterId);
  const begun = (await store.listBegun(setsPrefix(clusterId))).flatMap((key) => placeOf(key)?.place ?? []);
  const unseen = new Map(begun.map((place) => [place.set, place]));
  for (const { set } of seen) unseen.delete(set);
  const leftovers = [...unseen.values()].map((place) =>
    backupSet({ place, files: [], manifest: null, verified: null, drilled: null }),
  );
  return [...seen, ...leftovers].sort(newestFirst);
}

async function readSet(store: BackupStore, place: SetPlace, files: readonly string[]): Promise<BackupSet> {
  const read = (file: string): Promise<string | null> => readText(store, `${setPrefix(place)}${file}`);
  const manifest = files.includes(setObjects.manifest) ? await read(setObjects.manifest) : null;
  const newest = async (kind: string): Promise<PastLook | null> => {
    const last = files.findLast((file) => file.startsWith(`${kind}-`));
    const text = last === undefined ? null : await read(last);
    return text === null ? null : readLook(text);
  };
  return backupSet({ place, files, manifest, verified: await newest('verified'), drilled: await newest('drilled') });
}

async function* keysOf(store: BackupStore, prefix: string): AsyncGenerator<string> {
  for (let after = ''; ; ) {
    const keys = await store.list(prefix, after);
    yield* keys;
    const last = keys.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

async function readText(store: BackupStore, key: string): Promise<string | null> {
  const chunks = await store.open(key);
  if (chunks === null) return null;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of chunks) {
    bytes += part.length;
    if (bytes > MOST_TEXT_BYTES)
      throw new UnreadableObjectError(
        `${key} in ${store.location} is too long to be what it should be`,
        'Move it away.',
      );
    // A copy: the store may read the next part into the same memory.
    parts.push(Uint8Array.from(part));
  }
  return Buffer.concat(parts).toString('utf8');
}
