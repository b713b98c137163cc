import * as v from 'valibot';
import type { CopiesReading, DoubtfulSet, SetDigest } from '../../../core/backup/copies.ts';
import { isUsable } from '../../../core/backup/copies.ts';
import { type KeptCopies, keptCopiesSchema } from '../../../core/backup/copies-schema.ts';
import { digestSet } from '../../../core/backup/digest-set.ts';
import { isDoubtful, type ListedSet, listSetsIn, newestDrills } from '../../../core/backup/list-copies.ts';
import { type ListedLook, type LookDigest, readLookDigest } from '../../../core/backup/look-digest.ts';
import { setObjects, setPrefix, setsPrefix } from '../../../core/backup/set-keys.ts';
import { StoreError, UnreadableObjectError } from '../../../core/errors.ts';
import { failed, type Observed, ok } from '../../../core/observed.ts';
import { copiesKey } from '../../../core/storage-keys.ts';
import type { CopiesRecords } from '../../../ports.ts';
import { joinedDays } from './joined-days.ts';
import { jsonObjects } from './json-objects.ts';
import type { ObjectStore } from './object-store.ts';

/** Pages of keys that are listed: 50,000 keys in a bucket. */
const MOST_PAGES = 50;

/** Manifests that are opened: until two sets are usable, and no more than so many. */
const MOST_MANIFESTS = 6;
const USABLE_WANTED = 2;

/** Of the sets about which a look said something bad, so many are opened. */
const MOST_DOUBTFUL = 5;

/** No manifest is longer: that of 1000 shards has one megabyte. */
const MOST_TEXT_BYTES = 64 * 2 ** 20;

/**
 * What is known of copies, from the objects of a store: all keys of a cluster's sets are listed, and at most
 * {@link MOST_MANIFESTS} manifests and the newest looks beside them are opened. No RDB is.
 *
 * @param now milliseconds since 1970
 */
export function copiesRecords(objects: ObjectStore, now: () => number): Omit<CopiesRecords, 'load'> {
  const json = jsonObjects(objects);
  return {
    look: (clusterId) => withReason(() => readCopies(objects, clusterId, new Date(now()).toISOString())),
    async keep(run, seen) {
      if (seen.state !== 'ok' && seen.state !== 'failed') return seen;
      const { runId, audit, scheduledAt } = run;
      const kept = { schemaVersion: 1, kind: 'copies', runId, clusterId: run.cluster.id, audit, scheduledAt };
      const isOurs = await json.createLines(copiesKey(run), [{ ...kept, copies: seen }]);
      if (isOurs) return seen;
      const key = copiesKey(run);
      return keptIn(await json.loadLines(key), key, objects) ?? seen;
    },
  };
}

/** What was known when runs were judged, in single objects or in the joined ones of days gone by. */
export function joinedCopies(objects: ObjectStore): Pick<CopiesRecords, 'load'> {
  const json = jsonObjects(objects);
  const joined = joinedDays(objects);
  return {
    async load(run) {
      const key = copiesKey(run);
      const body = await joined.read(key);
      return keptIn(body === null ? null : await json.parseLines(key, body), key, objects);
    },
  };
}

function keptIn(
  lines: readonly unknown[] | null,
  key: string,
  { location }: ObjectStore,
): Observed<CopiesReading> | null {
  const [line] = lines ?? [];
  if (line === undefined) return null;
  const parsed = v.safeParse(keptCopiesSchema, line);
  if (!parsed.success) throw new UnreadableObjectError(`${key} in ${location} is damaged`, 'It can be moved away.');
  return (parsed.output satisfies KeptCopies).copies;
}

async function withReason(read: () => Promise<CopiesReading>): Promise<Observed<CopiesReading>> {
  try {
    return ok(await read());
  } catch (error) {
    if (error instanceof StoreError) return failed('store', error.message);
    throw error;
  }
}

async function readCopies(objects: ObjectStore, clusterId: string, readAt: string): Promise<CopiesReading> {
  const { made, unfinished, newestUnfinished } = listSetsIn(await allKeys(objects, setsPrefix(clusterId)));
  const open = opener(objects, clusterId);
  const doubtful = made.filter(isDoubtful);
  return {
    location: objects.location,
    readAt,
    sets: made.length,
    unfinished,
    newestUnfinished,
    oldest: made.at(-1)?.set ?? null,
    newest: await newestSets(made, open),
    doubtful: await inTurn(doubtful.slice(0, MOST_DOUBTFUL), open.looks),
    doubtfulSets: doubtful.length,
    ...newestDrills(made),
  };
}

async function newestSets(made: readonly ListedSet[], open: Opener): Promise<readonly SetDigest[]> {
  const found: SetDigest[] = [];
  for (const listed of made.slice(0, MOST_MANIFESTS)) {
    const digest = await open.set(listed);
    if (digest !== null) found.push(digest);
    if (found.filter(isUsable).length === USABLE_WANTED) break;
  }
  return found;
}

type Opener = ReturnType<typeof opener>;

function opener(objects: ObjectStore, clusterId: string) {
  const text = (set: string, file: string): Promise<string | null> =>
    readText(objects, `${setPrefix({ clusterId, set })}${file}`);
  const look = async (set: string, listed: ListedLook | null): Promise<LookDigest | null> =>
    listed === null ? null : readLookDigest(listed, await text(set, listed.file));
  const looks = async ({ set, verified, drilled }: ListedSet): Promise<DoubtfulSet> => {
    return { set, verified: await look(set, verified), drilled: await look(set, drilled) };
  };
  return {
    looks,
    /** @returns null for a set that somebody is deleting */
    async set(listed: ListedSet): Promise<SetDigest | null> {
      const manifest = await text(listed.set, setObjects.manifest);
      return manifest === null ? null : digestSet({ listed, clusterId, manifest, ...(await looks(listed)) });
    },
  };
}

async function inTurn<T, U>(items: readonly T[], work: (item: T) => Promise<U>): Promise<readonly U[]> {
  const done: U[] = [];
  for (const item of items) done.push(await work(item));
  return done;
}

/** @throws StoreError where there are so many that a look would never end */
async function allKeys(objects: ObjectStore, prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await objects.list(prefix, keys.at(-1) ?? '');
    if (found.length === 0) return keys;
    keys.push(...found);
  }
  throw new StoreError(
    `more than ${keys.length} objects lie below ${prefix} in ${objects.location}`,
    'Delete old sets: `redis-auditor backup copy --keep` does.',
  );
}

async function readText(objects: ObjectStore, key: string): Promise<string | null> {
  const stored = await objects.read(key);
  if (stored === null) return null;
  if (stored.body.length <= MOST_TEXT_BYTES) return Buffer.from(stored.body).toString('utf8');
  throw new UnreadableObjectError(`${key} in ${objects.location} is too long to be what it should be`, 'Move it away.');
}
