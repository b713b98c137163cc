import { describe, expect, test } from '@jest/globals';
import { memoryStore } from '../../lib/adapters/stores/memory.ts';
import { copiesRecords, joinedCopies } from '../../lib/adapters/stores/shared/copies-records.ts';
import type { ObjectStore } from '../../lib/adapters/stores/shared/object-store.ts';
import { lookFile } from '../../lib/core/backup/look-digest.ts';
import { setPrefix } from '../../lib/core/backup/set-keys.ts';
import { StoreError } from '../../lib/core/errors.ts';
import { failed, ok } from '../../lib/core/observed.ts';
import { copiesKey } from '../../lib/core/storage-keys.ts';
import { hoursAgo, readingOf, setAt, setOf } from '../builders/copies.ts';
import { clusterFacts, start } from '../builders/facts.ts';

const now = (): number => start;
const everySlot = [[0, 16_383]] as const;

/** One shard that holds every slot, as a manifest has it. */
const shardOf = (change: object = {}) => ({
  shard: '0',
  slots: everySlot,
  outcome: 'ok',
  problem: null,
  todo: null,
  node: { nodeId: 'a', address: '10.0.0.2:6379' },
  roleBefore: 'replica',
  roleAfter: 'replica',
  durationMs: 1,
  rdb: {
    file: 'shard-0.rdb',
    bytes: 100,
    sha256: 'a'.repeat(64),
    checksum: { state: 'ok', crc64: 'b'.repeat(16) },
    format: { magic: 'REDIS', version: 10 },
    level: 2,
    content: null,
  },
  ...change,
});

interface StoredSet {
  readonly hours: number;
  readonly complete?: boolean;
  /** Names of looks, and what is in them. */
  readonly looks?: Readonly<Record<string, object>>;
  readonly files?: readonly string[];
}

async function put(objects: ObjectStore, key: string, document: unknown): Promise<void> {
  await objects.create(key, Buffer.from(typeof document === 'string' ? document : JSON.stringify(document)));
}

async function putSet(objects: ObjectStore, { hours, complete = true, looks = {}, files }: StoredSet): Promise<void> {
  const prefix = setPrefix({ clusterId: 'shop', set: setAt(hours) });
  const at = hoursAgo(hours);
  const manifest = {
    schemaVersion: 1,
    set: setAt(hours),
    runId: 'r',
    cluster: { id: 'shop' },
    startedAt: at,
    finishedAt: at,
    complete,
    problems: complete ? [] : ['shard 0 (failed): silence'],
    shards: [shardOf()],
    uncovered: [],
  };
  for (const file of files ?? ['begun.json', 'shard-0.rdb']) await put(objects, `${prefix}${file}`, {});
  if (files === undefined) await put(objects, `${prefix}manifest.json`, manifest);
  for (const [file, look] of Object.entries(looks)) await put(objects, `${prefix}${file}`, look);
}

/** The same store, with the keys that were read. */
function watched(objects: ObjectStore): { readonly objects: ObjectStore; readonly read: readonly string[] } {
  const read: string[] = [];
  return {
    read,
    objects: {
      ...objects,
      async read(key) {
        read.push(key);
        return objects.read(key);
      },
    },
  };
}

async function storeWith(...sets: readonly StoredSet[]): Promise<ObjectStore> {
  const objects = memoryStore();
  for (const set of sets) await putSet(objects, set);
  return objects;
}

async function lookAt(objects: ObjectStore) {
  const seen = await copiesRecords(objects, now).look('shop');
  if (seen.state !== 'ok') throw new Error(`not read: ${seen.detail}`);
  return seen.value;
}

const damage = {
  schemaVersion: 1,
  level: 2,
  shards: [{ shard: '0', outcome: 'damaged', problems: ['its SHA-256 is another one'] }],
};
const verifiedAt = (hours: number, outcome: 'ok' | 'damaged') => lookFile('verified', hoursAgo(hours), outcome);

describe('a look at the copies in a store', () => {
  test('finds nothing where nothing is, and only sets of its cluster', async () => {
    const objects = await storeWith({ hours: 1 });
    expect(await copiesRecords(objects, now).look('other')).toEqual(ok(readingOf([], { location: 'memory' })));
    expect(await lookAt(objects)).toMatchObject({ sets: 1, unfinished: 0, oldest: setAt(1), readAt: hoursAgo(0) });
  });

  test('opens the newest two usable sets and no RDB, however many there are', async () => {
    const hours = Array.from({ length: 40 }, (_, index) => index + 1);
    const { objects, read } = watched(await storeWith(...hours.map((each) => ({ hours: each }))));
    const { sets, oldest, newest } = await lookAt(objects);
    expect([sets, oldest]).toEqual([40, setAt(40)]);
    expect(newest.map(({ set, state }) => [set, state])).toEqual([
      [setAt(1), 'complete'],
      [setAt(2), 'complete'],
    ]);
    expect(newest[0]?.copies).toMatchObject([{ shard: '0', whole: true, bytes: 100, level: 2, takenAt: hoursAgo(1) }]);
    expect(read).toEqual([1, 2].map((each) => `${setPrefix({ clusterId: 'shop', set: setAt(each) })}manifest.json`));
  });

  test('opens six at most where none is usable', async () => {
    const hours = Array.from({ length: 9 }, (_, index) => index + 1);
    const { newest } = await lookAt(await storeWith(...hours.map((each) => ({ hours: each, complete: false }))));
    expect(newest).toHaveLength(6);
  });

  test('counts a set without a manifest, and takes an RDB that is gone for one that was never there', async () => {
    const objects = await storeWith({ hours: 1, files: ['begun.json'] }, { hours: 2 });
    const gone = {
      ...objects,
      list: async (...given: Parameters<ObjectStore['list']>) =>
        (await objects.list(...given)).filter((key) => !key.endsWith('.rdb')),
    };
    expect(await lookAt(gone)).toMatchObject({
      sets: 1,
      unfinished: 1,
      newest: [{ state: 'incomplete', problems: ['shard-0.rdb is gone'], missingSlots: everySlot }],
    });
  });

  test('opens what names itself damaged, however old it is, and goes by the newest look', async () => {
    const damaged = { [verifiedAt(90, 'damaged')]: damage };
    const mended = { ...damaged, [verifiedAt(80, 'ok')]: {} };
    const objects = await storeWith(
      { hours: 1 },
      { hours: 2 },
      { hours: 100, looks: damaged },
      { hours: 101, looks: mended },
    );
    const { doubtful, doubtfulSets } = await lookAt(objects);
    expect(doubtfulSets).toBe(1);
    expect(doubtful).toEqual([
      {
        set: setAt(100),
        drilled: null,
        verified: {
          at: hoursAgo(90),
          outcome: 'damaged',
          level: 2,
          shards: [{ shard: '0', isWrong: true, problem: 'its SHA-256 is another one' }],
        },
      },
    ]);
  });

  test('tells the newest drill, and the newest one that succeeded', async () => {
    const drill = (hours: number, outcome: 'ok' | 'failed') => ({
      [lookFile('drilled', hoursAgo(hours), outcome)]: {},
    });
    const objects = await storeWith({ hours: 30, looks: drill(20, 'ok') }, { hours: 9, looks: drill(3, 'failed') });
    expect(await lookAt(objects)).toMatchObject({
      lastDrill: hoursAgo(20),
      newestDrill: { set: setAt(9), at: hoursAgo(3), outcome: 'failed' },
    });
  });

  test.each<[string, Partial<ObjectStore>, string]>([
    [
      'that refuses to be listed',
      { list: () => Promise.reject(new StoreError('cannot list s3://b/backups/ (AccessDenied)', 'Allow it.')) },
      'cannot list s3://b/backups/ (AccessDenied)',
    ],
    [
      'whose manifests may not be read',
      { read: () => Promise.reject(new StoreError('cannot read s3://b/x (AccessDenied)', 'Allow it.')) },
      'cannot read s3://b/x (AccessDenied)',
    ],
    [
      'without an end',
      { list: async (prefix, after) => [`${after === '' ? prefix : after}0`] },
      'more than 50 objects lie below backups/cluster=shop/ in memory',
    ],
  ])('answers with the reason for a store %s', async (_, change, reason) => {
    const objects = { ...(await storeWith({ hours: 1 })), ...change };
    expect(await copiesRecords(objects, now).look('shop')).toEqual(failed('store', reason));
  });
});

describe('what a run knew of copies', () => {
  const run = clusterFacts({ cluster: { id: 'shop', provider: 'self-managed' } });
  const seen = ok(readingOf([setOf(1), setOf(25)]));

  test('is kept under a key of its own, and comes back', async () => {
    const objects = memoryStore();
    const records = copiesRecords(objects, now);
    expect(await joinedCopies(objects).load(run)).toBeNull();
    expect(await records.keep(run, seen)).toEqual(seen);
    expect(await objects.list('', '')).toEqual([
      'history/copies/cluster=shop/dt=2026-03-01/20260301T030000.000Z-full.json.gz',
    ]);
    expect(await joinedCopies(objects).load(run)).toEqual(seen);
  });

  test('stays as the first attempt kept it: the second one judges by the same', async () => {
    const records = copiesRecords(memoryStore(), now);
    await records.keep(run, failed('store', 'denied'));
    expect(await records.keep(run, seen)).toEqual(failed('store', 'denied'));
  });

  test('is refused when somebody has put something else there', async () => {
    const objects = memoryStore();
    const { gzipSync } = await import('node:zlib');
    await objects.create(copiesKey(run), gzipSync('{"schemaVersion":1}\n'));
    await expect(joinedCopies(objects).load(run)).rejects.toThrow('is damaged');
  });
});
