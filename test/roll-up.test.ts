import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { patience } from '../lambdas/clients.ts';
import { directoryStore } from '../lib/adapters/stores/directory.ts';
import { memoryStore } from '../lib/adapters/stores/memory.ts';
import { s3Store } from '../lib/adapters/stores/s3.ts';
import { copiesRecords, joinedCopies } from '../lib/adapters/stores/shared/copies-records.ts';
import { historyArchive } from '../lib/adapters/stores/shared/history-records.ts';
import { measureText } from '../lib/adapters/stores/shared/json-objects.ts';
import type { ObjectStore } from '../lib/adapters/stores/shared/object-store.ts';
import { joinedFactArchive } from '../lib/adapters/stores/shared/records.ts';
import { ok } from '../lib/core/observed.ts';
import { copiesKey, factsKey, historyKey, savesKey } from '../lib/core/storage-keys.ts';
import { DAY_MS } from '../lib/core/time-span.ts';
import { readAndCompose } from '../lib/digest.ts';
import { rollUp } from '../lib/roll-up.ts';
import { readingOf, setOf } from './builders/copies.ts';
import { type DigestStage, digestStage, shop, storedWeek, week } from './builders/digested.ts';
import { start } from './builders/facts.ts';
import { type FakeS3, startFakeS3 } from './harness/fake-s3.ts';

let directory = '';
let s3: FakeS3;
beforeAll(async () => {
  s3 = await startFakeS3();
});
afterAll(() => s3.close());
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'roll-up-'));
  s3.objects.clear();
  s3.fault = () => undefined;
});
afterEach(() => rmSync(directory, { recursive: true }));

function bucketStore(): ObjectStore {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return s3Store(new S3Client({ ...patience, endpoint: s3.endpoint, region: 'eu-west-1', credentials }), 'bucket');
}

const later = '2026-03-10T02:37:00.000Z';

const joinDays = (objects: ObjectStore, now = later) =>
  rollUp({ clusterId: 'shop', now, lookBackDays: 12 }, { objects, measureText });

async function keysIn(objects: ObjectStore, prefix = ''): Promise<readonly string[]> {
  const found: string[] = [];
  for (let after = ''; ; ) {
    const keys = await objects.list(prefix, after);
    found.push(...keys);
    const last = keys.at(-1);
    if (last === undefined) return found;
    after = last;
  }
}

/** Everything that readers of the archives see. */
async function seen({ objects }: DigestStage) {
  const facts = joinedFactArchive(objects);
  const archive = historyArchive(objects);
  const runs: unknown[] = [];
  for await (const run of facts.runs('shop', '2026-03-02T01:00:00.000Z', '2026-03-07T12:00:00.000Z'))
    runs.push([run.scheduledAt, run.audit, (await facts.loadFacts(run)).runId]);
  const lines: unknown[] = [];
  for (const kind of ['alerts', 'slowlog', 'findings'] as const)
    for (const cluster of [{ cluster: 'shop' }, {}])
      for await (const { key } of archive.objects({ kind, from: '2026-03-02T01:00:00.000Z', ...cluster }))
        lines.push(key, ...(await archive.loadLines(key)));
  return { runs, lines, copies: await keptCopies(objects) };
}

const copiesKnown = [4, 5, 30].map((hour) => ({
  run: {
    ...shop,
    runId: `run-${hour}`,
    audit: 'full' as const,
    scheduledAt: new Date(start + hour * 3_600_000).toISOString(),
  },
  seen: ok(readingOf([setOf(hour)])),
}));

async function keepCopies({ objects }: DigestStage): Promise<void> {
  for (const { run, seen: known } of copiesKnown) await copiesRecords(objects, () => start).keep(run, known);
}

const keptCopies = (objects: ObjectStore) =>
  Promise.all(copiesKnown.map(async ({ run }) => joinedCopies(objects).load(run)));

async function auditOnce(stage: DigestStage, hour: number): Promise<string> {
  const at = hour * 3600;
  await stage.audit({ at, ...shop, nodes: { 7001: { info: { aof_enabled: 0 } } } });
  return factsKey({ ...shop, audit: 'full', scheduledAt: new Date(Date.UTC(2026, 2, 1, 3 + hour)).toISOString() });
}

const places: readonly [string, () => ObjectStore][] = [
  ['a directory', () => directoryStore(directory)],
  ['a bucket', bucketStore],
];

describe.each(places)('finished days in %s', (place, open) => {
  test('are joined, and every reader sees what it saw before', async () => {
    const stage = digestStage(open());
    // The bucket gives two keys a page: a day of it is enough.
    if (place === 'a directory') await storedWeek(stage);
    else for (const hour of [20, 24, 30, 31, 50]) await auditOnce(stage, hour);
    await keepCopies(stage);
    const [before, digest] = [await seen(stage), await readAndCompose(week(), stage.reader)];
    expect(before.runs.length).toBeGreaterThan(1);
    const small = await keysIn(stage.objects);
    const outcomes = await joinDays(stage.objects);
    expect(outcomes.map(({ left }) => left)).toEqual(outcomes.map(() => 0));
    expect(await seen(stage)).toEqual(before);
    const reader = { ...stage.reader, facts: joinedFactArchive(stage.objects), history: historyArchive(stage.objects) };
    expect(await readAndCompose(week(), reader)).toEqual(digest);
    const kept = await keysIn(stage.objects);
    expect(kept.filter((key) => /^(?:facts|history)\//.test(key) && !key.endsWith('/day.json.gz'))).toEqual([]);
    if (place === 'a directory') expect(kept.length).toBeLessThan(small.length / 4);
  });

  test('stay as they are where nobody could unpack them together', async () => {
    const stage = digestStage(open());
    await auditOnce(stage, 0);
    await auditOnce(stage, 1);
    const before = await keysIn(stage.objects, 'facts/');
    const huge: typeof measureText = async (body) => {
      const size = await measureText(body);
      return size === null ? null : { ...size, bytes: 2 ** 28 };
    };
    const joining = rollUp(
      { clusterId: 'shop', now: later, lookBackDays: 12 },
      { objects: stage.objects, measureText: huge },
    );
    await expect(joining).rejects.toThrow('too large to join');
    expect(await keysIn(stage.objects, 'facts/')).toEqual(before);
  });

  test('are as long as their parts, for any reader of gzip', async () => {
    const stage = digestStage(open());
    const keys = [await auditOnce(stage, 0), await auditOnce(stage, 1)];
    const lines: string[] = [];
    for (const key of keys) lines.push(gunzipSync((await stage.objects.read(key))?.body ?? '').toString());
    await joinDays(stage.objects);
    const joined = await stage.objects.read('facts/cluster=shop/dt=2026-03-01/day.json.gz');
    expect(gunzipSync(joined?.body ?? '').toString()).toBe(lines.join(''));
  });

  test('are not touched before they have ended for a day', async () => {
    const stage = digestStage(open());
    await auditOnce(stage, 0);
    const before = await keysIn(stage.objects);
    expect(await joinDays(stage.objects, '2026-03-02T23:59:59.000Z')).toEqual([]);
    expect(await keysIn(stage.objects)).toEqual(before);
    expect(await joinDays(stage.objects, '2026-03-03T00:00:00.000Z')).not.toEqual([]);
  });

  test('stay as they are when they are joined once more', async () => {
    const stage = digestStage(open());
    await auditOnce(stage, 0);
    await joinDays(stage.objects);
    const [keys, before] = [await keysIn(stage.objects), await seen(stage)];
    expect(await joinDays(stage.objects)).toEqual([]);
    expect([await keysIn(stage.objects), await seen(stage)]).toEqual([keys, before]);
  });

  test('leave alone what comes late, and readers find it in its place', async () => {
    const stage = digestStage(open());
    await auditOnce(stage, 24);
    await auditOnce(stage, 26);
    await joinDays(stage.objects);
    const late = await auditOnce(stage, 25);
    const outcomes = await joinDays(stage.objects);
    expect(outcomes.every(({ joined, left }) => joined === 0 && left === 1)).toBe(true);
    expect(await keysIn(stage.objects, 'facts/')).toContain(late);
    const { runs } = await seen(stage);
    expect(runs.map((run) => (run as string[])[0]?.slice(11, 13))).toEqual(['03', '04', '05']);
  });

  test('count a run once that is there twice', async () => {
    const stage = digestStage(open());
    await auditOnce(stage, 24);
    const before = await seen(stage);
    const kept = new Map<string, Uint8Array>();
    for (const key of await keysIn(stage.objects, 'history/'))
      kept.set(key, (await stage.objects.read(key))?.body ?? new Uint8Array());
    await joinDays(stage.objects);
    for (const [key, body] of kept) await stage.objects.create(key, body);
    expect(await seen(stage)).toEqual(before);
    // What is in it byte by byte goes once more.
    await joinDays(stage.objects);
    expect((await keysIn(stage.objects, 'history/')).filter((key) => kept.has(key))).toEqual([]);
  });

  test('keep a run that is unlike the one of its name', async () => {
    const stage = digestStage(open());
    const key = await auditOnce(stage, 24);
    await joinDays(stage.objects);
    await stage.objects.create(key, gzipSync('{}\n'));
    expect(await joinDays(stage.objects)).toMatchObject([{ kind: 'facts', joined: 0, left: 1 }]);
    expect(await stage.objects.read(key)).not.toBeNull();
  });

  test.each([
    ['is no gzip object', Buffer.from('half of a fi')],
    ['would hide what is behind it', Buffer.concat([gzipSync('{}\n'), Buffer.alloc(8)])],
  ])('leave out what %s', async (_, body) => {
    const stage = digestStage(open());
    await auditOnce(stage, 24);
    const broken = factsKey({ ...shop, audit: 'latency', scheduledAt: '2026-03-02T01:00:00.000Z' });
    await stage.objects.create(broken, body);
    expect(await joinDays(stage.objects)).toContainEqual(
      expect.objectContaining({ kind: 'facts', joined: 1, left: 1 }),
    );
    expect(await stage.objects.read(broken)).not.toBeNull();
  });
});

test('a year of audits every five minutes leaves fewer than 10,000 objects of a cluster with copies and saves', async () => {
  const objects = memoryStore();
  const end = Date.UTC(2027, 0, 1);
  const body = gzipSync('{}\n');
  const put = async (at: number): Promise<void> => {
    const run = { ...shop, audit: 'full', scheduledAt: new Date(at).toISOString() } as const;
    const history = (['findings', 'slowlog', 'alerts'] as const).map((kind) => historyKey(kind, run));
    for (const key of [factsKey(run), copiesKey(run), ...history]) await objects.create(key, body);
    if (at % DAY_MS < 1) await objects.create(savesKey({ ...shop, scheduledAt: run.scheduledAt }), body);
  };
  // Of days that are joined by the end it does not matter how many audits they had.
  for (let at = end - 365 * DAY_MS; at < end; at += at < end - 3 * DAY_MS ? DAY_MS : 300_000) await put(at);
  await rollUp({ clusterId: 'shop', now: new Date(end).toISOString(), lookBackDays: 366 }, { objects, measureText });
  expect((await keysIn(objects)).length).toBeLessThan(10_000);
});

describe('a joining that ends in the middle', () => {
  /** Fails from the n-th call on that changes anything. */
  function failingFrom(objects: ObjectStore, calls: number): ObjectStore {
    let made = 0;
    const counted = async <T>(call: () => Promise<T>): Promise<T> => {
      made += 1;
      if (made > calls) throw new Error('the power is gone');
      return call();
    };
    return {
      ...objects,
      create: (key, body) => counted(() => objects.create(key, body)),
      delete: (key) => counted(() => objects.delete(key)),
    };
  }

  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])('after %i calls loses nothing and doubles nothing', async (calls) => {
    const stage = digestStage(directoryStore(directory));
    for (const hour of [24, 25, 26]) await auditOnce(stage, hour);
    const before = await seen(stage);
    await expect(joinDays(failingFrom(stage.objects, calls))).rejects.toThrow('the power is gone');
    expect(await seen(stage)).toEqual(before);
    await auditOnce(stage, 27);
    const withLate = await seen(stage);
    await joinDays(stage.objects);
    expect(await seen(stage)).toEqual(withLate);
  });

  test('deletes nothing when what it reads back is not what it wrote', async () => {
    const stage = digestStage(directoryStore(directory));
    const key = await auditOnce(stage, 24);
    await stage.objects.create('facts/cluster=shop/dt=2026-03-02/day.json.gz', gzipSync('{}\n'));
    await expect(joinDays(stage.objects)).rejects.toThrow('is not what the small objects beside it come to');
    expect(await stage.objects.read(key)).not.toBeNull();
    // Other kinds of that day are not held up.
    expect(await keysIn(stage.objects, 'history/findings/')).toEqual([
      'history/findings/cluster=shop/dt=2026-03-02/day.json.gz',
    ]);
  });
});
