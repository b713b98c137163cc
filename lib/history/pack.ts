import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { StoreError } from '../core/errors.ts';
import type { CachePlace } from './cache-place.ts';
import type { DayObjects } from './source.ts';

/** An object that was passed over, and why. */
export interface Problem {
  readonly key: string;
  /** Goes on after the key: `is damaged`. */
  readonly reason: string;
}

/** The lines of a day that are worth reading, as one file. */
export interface Pack {
  readonly path: string;
  readonly problems: readonly Problem[];
}

/** A pack with what is in it. */
export interface OpenPack extends Pack {
  readonly keys: ReadonlySet<string>;
  readonly text: string;
}

const indexSchema = v.object({
  schemaVersion: v.literal(1),
  pack: v.pipe(v.string(), v.regex(/^[\w.-]+$/)),
  keys: v.array(v.string()),
  problems: v.array(v.object({ key: v.string(), reason: v.string() })),
});

/** What is deleted has not been used for so long: a process that is just about to open it still finds it. */
const LEAST_AGE_MS = 3_600_000;

/** Quick: a pack is written once and read a few times. */
const LEVEL = 1;

/** The pack of exactly these objects, if it was made before. */
export async function findPack(place: CachePlace, day: DayObjects): Promise<Pack | undefined> {
  const index = await readIndex(join(folderOf(place, day), indexName(day)));
  if (index === undefined) return undefined;
  const path = join(folderOf(place, day), index.pack);
  const now = new Date();
  const isThere = await utimes(path, now, now).then(
    () => true,
    () => false,
  );
  return isThere ? { path, problems: index.problems } : undefined;
}

/** The largest earlier pack of the day of which every object is still there: only what came since has to be read. */
export async function earlierPack(place: CachePlace, day: DayObjects): Promise<OpenPack | undefined> {
  const folder = folderOf(place, day);
  const names = await readdir(folder).catch(() => []);
  const wanted = names.filter((name) => name.startsWith(`${day.day}-`) && name.endsWith('.json'));
  const current = new Set(day.runs);
  const indexes = (await Promise.all(wanted.map((name) => readIndex(join(folder, name))))).flatMap(
    (each) => each ?? [],
  );
  const usable = indexes.filter(({ keys }) => keys.every((key) => current.has(key)));
  const [largest] = usable.sort((a, b) => b.keys.length - a.keys.length);
  if (largest === undefined) return undefined;
  const path = join(folder, largest.pack);
  try {
    const text = gunzipSync(await readFile(path)).toString('utf8');
    return { path, problems: largest.problems, keys: new Set(largest.keys), text };
  } catch {
    // Deleted in this moment: then everything is read.
    return undefined;
  }
}

/** What a pack is made of. */
interface PackContent {
  readonly text: string;
  readonly problems: readonly Problem[];
  /** Every object could be read, sound or not. What could not may be there the next time, under the same name. */
  readonly isWhole: boolean;
}

/**
 * Keeps a pack, and that it is the one of its objects if it is whole. Names are made of the content and files are moved
 * into their place, so that processes that do the same at the same time do not disturb each other.
 *
 * @throws StoreError
 */
export async function keepPack(
  place: CachePlace,
  day: DayObjects,
  { text, problems, isWhole }: PackContent,
): Promise<Pack> {
  const body = gzipSync(text, { level: LEVEL });
  const pack = `${day.day}-${createHash('sha256').update(body).digest('hex').slice(0, 20)}.json.gz`;
  const keys = [...(day.joined === undefined ? [] : [day.joined]), ...day.runs];
  const index = { schemaVersion: 1, pack, keys, problems };
  const folder = folderOf(place, day);
  await keepFile(join(folder, pack), body);
  if (isWhole) await keepFile(join(folder, indexName(day)), Buffer.from(JSON.stringify(index)));
  return { path: join(folder, pack), problems };
}

/** Writes a file of the cache in one step. @throws StoreError */
export async function keepFile(path: string, body: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(temporary, body, { mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    const hint = 'Set XDG_CACHE_HOME to a folder that can be written and has space left.';
    throw new StoreError(`cannot keep what was read in ${dirname(path)} (${code})`, hint, error);
  }
}

/** Deletes what was not used for the longest time, down to the bound, and what an interrupted process left. It never throws. */
export async function boundCache({ folder, mostBytes }: CachePlace, now = Date.now()): Promise<void> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = (await Promise.all(paths.map(sizeOf))).flatMap((file) => file ?? []);
  let kept = 0;
  for (const { path, bytes, usedAt } of files.sort((a, b) => b.usedAt - a.usedAt)) {
    kept += bytes;
    const isOld = now - usedAt > LEAST_AGE_MS;
    if (isOld && (kept > mostBytes || path.endsWith('.tmp'))) await rm(path, { force: true }).catch(() => undefined);
  }
}

async function sizeOf(path: string) {
  return stat(path).then(
    ({ size, mtimeMs }) => ({ path, bytes: size, usedAt: mtimeMs }),
    () => undefined,
  );
}

async function readIndex(path: string): Promise<v.InferOutput<typeof indexSchema> | undefined> {
  try {
    const parsed = v.safeParse(indexSchema, JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.output : undefined;
  } catch {
    // Not there, or not ours: it is made anew.
    return undefined;
  }
}

function folderOf(place: CachePlace, { kind, cluster }: DayObjects): string {
  return join(place.folder, FORM, kind, `cluster=${cluster}`);
}

/** Changes with what is in a pack, so that nobody reads packs of an older form. */
const FORM = 'packs-2';

/** By the names of all objects: they are only ever created, so the same names are the same objects. */
function indexName({ day, joined, runs, foreign }: DayObjects): string {
  const names = JSON.stringify([joined, runs, foreign]);
  return `${day}-${createHash('sha256').update(names).digest('hex').slice(0, 20)}.json`;
}
