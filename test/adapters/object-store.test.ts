import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { patience } from '../../lambdas/clients.ts';
import { directoryStore } from '../../lib/adapters/stores/directory.ts';
import { memoryStore } from '../../lib/adapters/stores/memory.ts';
import { s3Store } from '../../lib/adapters/stores/s3.ts';
import type { ObjectStore } from '../../lib/adapters/stores/shared/object-store.ts';
import { type FakeS3, type S3Fault, startFakeS3 } from '../harness/fake-s3.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const read = async (store: ObjectStore, key: string): Promise<string | undefined> => {
  const stored = await store.read(key);
  return stored === null ? undefined : Buffer.from(stored.body).toString();
};

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'auditor-store-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

let s3: FakeS3;
beforeAll(async () => {
  s3 = await startFakeS3();
});
afterAll(() => s3.close());
beforeEach(() => {
  s3.objects.clear();
  s3.fault = () => undefined;
});

/** As patient as the functions are, or less: for tests that wait until it gives up. */
const bucketStore = (given: Partial<typeof patience.requestHandler> = {}): ObjectStore => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const requestHandler = { ...patience.requestHandler, ...given };
  const place = { endpoint: s3.endpoint, region: 'eu-west-1', credentials };
  return s3Store(new S3Client({ ...patience, requestHandler, ...place }), 'bucket');
};
const impatient = { requestTimeout: 300, socketTimeout: 300 };

describe.each([
  ['directory', (): ObjectStore => directoryStore(directory)],
  ['memory', memoryStore],
  ['bucket', () => bucketStore()],
])('a %s store', (_, open) => {
  test('has nothing under a key that was never written', async () => {
    expect(await open().read('facts/none')).toBeNull();
  });

  test('creates an object once and leaves it untouched after that', async () => {
    const store = open();
    expect(await store.create('facts/a', bytes('first'))).toBe(true);
    expect(await store.create('facts/a', bytes('second'))).toBe(false);
    expect(await read(store, 'facts/a')).toBe('first');
  });

  test('lets only one of many creators win', async () => {
    const store = open();
    const created = await Promise.all(Array.from({ length: 20 }, (_each, i) => store.create('facts/a', bytes(`${i}`))));
    expect(created.filter(Boolean)).toHaveLength(1);
  });

  test('replaces what was read', async () => {
    const store = open();
    await store.replace('state/a', bytes('one'), null);
    const stored = await store.read('state/a');
    await store.replace('state/a', bytes('two'), stored?.token ?? null);
    expect(await read(store, 'state/a')).toBe('two');
  });

  test('refuses to replace what somebody else has changed since', async () => {
    const store = open();
    await store.replace('state/a', bytes('one'), null);
    const stored = await store.read('state/a');
    await store.replace('state/a', bytes('two'), stored?.token ?? null);
    await expect(store.replace('state/a', bytes('three'), stored?.token ?? null)).rejects.toMatchObject({
      name: 'StateConflictError',
    });
    await expect(store.replace('state/a', bytes('three'), null)).rejects.toMatchObject({ name: 'StateConflictError' });
    expect(await read(store, 'state/a')).toBe('two');
  });

  test('loses no update when many replace at once: each either wins or is told', async () => {
    const store = open();
    await store.replace('state/a', bytes('0'), null);
    const add = async (): Promise<boolean> => {
      const stored = await store.read('state/a');
      const next = Number(Buffer.from(stored?.body ?? []).toString()) + 1;
      return store.replace('state/a', bytes(String(next)), stored?.token ?? null).then(
        () => true,
        () => false,
      );
    };
    const won = (await Promise.all(Array.from({ length: 20 }, add))).filter(Boolean).length;
    expect(await read(store, 'state/a')).toBe(String(won));
    expect(won).toBeGreaterThan(0);
  });
});

describe('the list of a store', () => {
  const keys = ['facts/a/1', 'facts/a/2', 'facts/a/2-x', 'facts/a/3', 'facts/a/b/4', 'facts/b/1', 'state/a'];

  /** Everything, page by page. */
  const all = async (store: ObjectStore, prefix: string, after: string): Promise<readonly string[]> => {
    const page = await store.list(prefix, after);
    return page.length === 0 ? [] : [...page, ...(await all(store, prefix, page.at(-1) ?? ''))];
  };

  test.each([
    ['directory', (): ObjectStore => directoryStore(directory)],
    ['memory', memoryStore],
    ['bucket', () => bucketStore()],
  ])('%s: has what begins with the prefix and stands behind a key, in order', async (_, open) => {
    const store = open();
    for (const key of keys.toReversed()) await store.create(key, bytes('1'));
    await store.replace('facts/a/3', bytes('2'), (await store.read('facts/a/3'))?.token ?? null);
    expect(await all(store, 'facts/a/', '')).toEqual(keys.slice(0, 5));
    expect(await all(store, 'facts/a/', 'facts/a/2')).toEqual(keys.slice(2, 5));
    expect(await all(store, 'facts/a/', 'facts/a/9')).toEqual(keys.slice(4, 5));
    expect(await all(store, 'facts/c/', '')).toEqual([]);
  });
});

describe('a bucket', () => {
  /** The first so many requests of a kind fail, the others get through. */
  const failing = (fault: S3Fault, times: number, method = 'PUT'): void => {
    let left = times;
    s3.fault = (asked) => (asked === method && left-- > 0 ? fault : undefined);
  };

  test.each<S3Fault>(['slow down', 'internal error', 'reset', 'stall'])(
    'that fails once (%s) is asked again',
    async (fault) => {
      const store = bucketStore(fault === 'stall' ? { requestTimeout: 1000 } : {});
      failing(fault, 1);
      expect(await store.create('facts/a', bytes('1'))).toBe(true);
      failing(fault, 1, 'GET');
      expect(await read(store, 'facts/a')).toBe('1');
    },
  );

  test('whose answer to a write got lost has taken it: nobody else was quicker', async () => {
    const store = bucketStore();
    failing('lost reply', 1);
    expect(await store.create('facts/a', bytes('1'))).toBe(true);
    const before = await store.read('facts/a');
    failing('lost reply', 1);
    await store.replace('facts/a', bytes('2'), before?.token ?? null);
    expect(await read(store, 'facts/a')).toBe('2');
  });

  test('in which somebody else was quicker while our answer got lost says so', async () => {
    const store = bucketStore();
    await store.create('facts/a', bytes('theirs'));
    failing('reset', 1);
    expect(await store.create('facts/a', bytes('ours'))).toBe(false);
  });

  test('that is busy with the same key is asked again, a few times', async () => {
    failing('busy', 2);
    expect(await bucketStore().create('facts/a', bytes('1'))).toBe(true);
    failing('busy', 99);
    await expect(bucketStore().create('facts/b', bytes('1'))).rejects.toMatchObject({ name: 'StateConflictError' });
  });

  test('from which the object was taken away in the meantime takes no replacement', async () => {
    const store = bucketStore();
    await store.create('state/a', bytes('1'));
    const before = await store.read('state/a');
    s3.objects.clear();
    await expect(store.replace('state/a', bytes('2'), before?.token ?? null)).rejects.toMatchObject({
      name: 'StateConflictError',
    });
  });

  test.each<[S3Fault, string, string]>([
    ['denied', 'AccessDenied', 'Allow s3:PutObject'],
    ['no bucket', 'NoSuchBucket', 'Check that the bucket exists'],
    ['slow down', 'SlowDown', 'S3 asks for fewer calls'],
    ['internal error', 'InternalError', 'S3 has a problem of its own'],
    ['stall', 'ETIMEDOUT', 'gateway endpoint'],
    // The SDK does not take an error of Node's for one inside a test, and wraps it.
    ['reset', 'ECONNRESET|Error', 'gateway endpoint'],
  ])('that stays %s is given up in time, with what to do', async (fault, code, hint) => {
    failing(fault, 99);
    const store = bucketStore(fault === 'stall' ? impatient : {});
    await expect(store.create('facts/a', bytes('1'))).rejects.toMatchObject({
      name: 'StoreError',
      message: expect.stringMatching(new RegExp(`^cannot write s3://bucket/facts/a \\((?:${code})\\)$`)),
      hint: expect.stringContaining(hint),
    });
  });

  test('that stops in the middle of an answer is given up in time', async () => {
    const store = bucketStore({ socketTimeout: 300 });
    await store.create('facts/a', bytes('123'));
    failing('half', 99, 'GET');
    await expect(store.read('facts/a')).rejects.toMatchObject({ message: expect.stringContaining('cannot read') });
  });

  test.each([
    ['read', (store: ObjectStore) => store.read('facts/a'), 'GET', 's3:GetObject'],
    ['list', (store: ObjectStore) => store.list('facts/', ''), 'LIST', 's3:ListBucket'],
  ])('that forbids to %s says which permission is missing', async (_, work, method, action) => {
    failing('denied', 99, method);
    await expect(work(bucketStore())).rejects.toMatchObject({ hint: expect.stringContaining(`Allow ${action} there`) });
  });
});

describe('a directory store', () => {
  test('leaves nothing but the objects behind', async () => {
    const store = directoryStore(directory);
    await store.create('a', bytes('1'));
    await store.create('a', bytes('2'));
    await store.replace('b', bytes('3'), null);
    expect(readdirSync(directory).sort()).toEqual(['a', 'b']);
  });

  test('says what to do when the directory cannot be written', async () => {
    writeFileSync(join(directory, 'file'), '');
    const store = directoryStore(join(directory, 'file'));
    await expect(store.create('facts/a', bytes('1'))).rejects.toMatchObject({
      name: 'StoreError',
      message: expect.stringContaining('ENOTDIR'),
      hint: expect.stringContaining('--store'),
    });
  });

  // Node's recursive mkdir never returns there.
  test('comes back from a place that takes no directories', async () => {
    const store = directoryStore('/proc/auditor');
    await expect(store.create('facts/a', bytes('1'))).rejects.toMatchObject({ name: 'StoreError' });
  });
});
