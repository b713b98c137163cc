import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { directoryBackups } from '../../lib/adapters/stores/directory-backups.ts';
import { s3Backups } from '../../lib/adapters/stores/s3-backups.ts';
import { partBytes } from '../../lib/adapters/stores/shared/s3-upload.ts';
import type { BackupStore } from '../../lib/ports.ts';
import { filesIn } from '../harness/command-line.ts';
import { type FakeS3, type S3Fault, startFakeS3 } from '../harness/fake-s3.ts';

const MIB = 2 ** 20;

let directory = '';
let s3: FakeS3;
beforeAll(async () => {
  s3 = await startFakeS3();
});
afterAll(() => s3.close());
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'backup-store-'));
  s3.objects.clear();
  s3.fault = () => undefined;
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const bucket = (): BackupStore => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return s3Backups(new S3Client({ endpoint: s3.endpoint, region: 'eu-west-1', credentials, maxAttempts: 2 }), 'bucket');
};

/** Bytes that are nowhere the same for long, so that parts in the wrong order would show. */
function bytesOf(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32LE((at * 2_654_435_761) >>> 0, at);
  return bytes;
}

async function put(store: BackupStore, key: string, bytes: Buffer, chunk = 100_000): Promise<boolean> {
  const writer = await store.begin(key);
  for (let at = 0; at < bytes.length; at += chunk) await writer.write(bytes.subarray(at, at + chunk));
  return writer.commit();
}

async function get(store: BackupStore, key: string): Promise<Buffer | null> {
  const chunks = await store.open(key);
  if (chunks === null) return null;
  const parts: Uint8Array[] = [];
  for await (const part of chunks) parts.push(Uint8Array.from(part));
  return Buffer.concat(parts);
}

async function all(store: BackupStore, prefix: string, after = ''): Promise<readonly string[]> {
  const page = await store.list(prefix, after);
  return page.length === 0 ? [] : [...page, ...(await all(store, prefix, page.at(-1)))];
}

const stores = [
  ['directory', (): BackupStore => directoryBackups(directory)],
  ['bucket', bucket],
] as const;

describe.each(stores)('a %s of backups', (_, open) => {
  test('has nothing under a key that was never written', async () => {
    expect(await open().open('backups/none')).toBeNull();
  });

  test.each([0, 1, MIB - 1, MIB, 8 * MIB, 8 * MIB + 1, 25 * MIB])('keeps %d bytes as they are', async (length) => {
    const bytes = bytesOf(length);
    expect(await put(open(), 'backups/a', bytes)).toBe(true);
    expect((await get(open(), 'backups/a'))?.equals(bytes)).toBe(true);
    expect(s3.partsLeft()).toBe(0);
  });

  test('takes bytes that are changed as soon as they are written', async () => {
    const writer = await open().begin('backups/a');
    const chunk = Buffer.alloc(3);
    for (const letter of 'abc') await writer.write(chunk.fill(letter));
    await writer.commit();
    expect(String(await get(open(), 'backups/a'))).toBe('aaabbbccc');
  });

  test.each([10, 10 * MIB])('shows nothing of an object of %d bytes until it is committed', async (length) => {
    const writer = await open().begin('backups/a');
    await writer.write(bytesOf(length));
    expect(await get(open(), 'backups/a')).toBeNull();
    expect(await all(open(), '')).toEqual([]);
    await writer.commit();
    expect(await all(open(), '')).toEqual(['backups/a']);
  });

  test('tells which objects are begun and not committed', async () => {
    const store = open();
    await put(store, 'backups/a', bytesOf(10 * MIB));
    const writers = await Promise.all(['backups/b/c', 'other/d'].map((key) => store.begin(key)));
    for (const writer of writers) await writer.write(bytesOf(10 * MIB));
    expect(await store.listBegun('backups/')).toEqual(['backups/b/c']);
    for (const writer of writers) await writer.abort();
    expect(await store.listBegun('backups/')).toEqual([]);
  });

  test.each([10, 20 * MIB])('keeps nothing of an object of %d bytes that was given up', async (length) => {
    const writer = await open().begin('backups/a');
    await writer.write(bytesOf(length));
    await writer.abort();
    await writer.abort();
    expect([await all(open(), ''), filesIn(directory), s3.partsLeft()]).toEqual([[], [], 0]);
  });

  test.each([10, 10 * MIB])('leaves an object of %d bytes untouched when another one comes', async (length) => {
    const bytes = bytesOf(length);
    await put(open(), 'backups/a', bytes);
    expect(await put(open(), 'backups/a', bytesOf(length + 1))).toBe(false);
    expect((await get(open(), 'backups/a'))?.equals(bytes)).toBe(true);
    expect([filesIn(directory).length + s3.objects.size, s3.partsLeft()]).toEqual([1, 0]);
  });

  test('lets only one of many writers win', async () => {
    const won = await Promise.all(
      Array.from({ length: 8 }, (_each, index) => put(open(), 'a', Buffer.from(`${index}`))),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(String(await get(open(), 'a'))).toBe(String(won.indexOf(true)));
  });

  test('is not undone by giving up after the commit', async () => {
    const writer = await open().begin('a');
    await writer.commit();
    await writer.abort();
    expect(await all(open(), '')).toEqual(['a']);
  });

  test('lists by prefix, in order', async () => {
    for (const key of ['b/2', 'a/1/x', 'a/1', 'a/0', 'ab'])
      await put(open(), key.replace('a/1/x', 'a/2/x'), Buffer.alloc(1));
    expect(await all(open(), 'a/')).toEqual(['a/0', 'a/1', 'a/2/x']);
    expect(await all(open(), 'a/', 'a/0')).toEqual(['a/1', 'a/2/x']);
  });

  test('deletes one object, and everything below a prefix with what was never finished', async () => {
    for (const key of ['a/1/x', 'a/1/y', 'a/1/z', 'a/10/x']) await put(open(), key, Buffer.alloc(1));
    await open().delete('a/1/x');
    await open().delete('a/1/x');
    expect(await all(open(), '')).toEqual(['a/1/y', 'a/1/z', 'a/10/x']);
    const unfinished = await open().begin('a/1/w');
    await unfinished.write(bytesOf(9 * MIB));
    await open().clear('a/1/');
    expect(await all(open(), '')).toEqual(['a/10/x']);
    expect(filesIn(directory).length + s3.objects.size).toBe(1);
    expect(s3.partsLeft()).toBe(0);
    await unfinished.abort();
  });

  test('stops reading when its reader does', async () => {
    await put(open(), 'a', bytesOf(9 * MIB));
    for await (const chunk of (await open().open('a')) ?? []) {
      expect(chunk.length).toBeLessThan(9 * MIB);
      break;
    }
  });
});

describe('a bucket of backups', () => {
  const failing = (method: string, fault: S3Fault, from = 1, times = 99): void => {
    let count = 0;
    s3.fault = (asked) => (asked === method && ++count >= from && count < from + times ? fault : undefined);
  };

  test.each([
    ['PUT', 1],
    ['CREATE', 9],
    ['PART', 25],
    ['COMPLETE', 25],
  ])('that fails for good at %s has nothing of the object', async (method, megabytes) => {
    failing(method, 'internal error', method === 'PART' ? 2 : 1);
    const writer = await bucket().begin('backups/a');
    const work = async (): Promise<unknown> => {
      for (let part = 0; part < megabytes; part++) await writer.write(bytesOf(MIB));
      return writer.commit();
    };
    await expect(work()).rejects.toMatchObject({
      name: 'StoreError',
      message: 'cannot write s3://bucket/backups/a (InternalError)',
    });
    s3.fault = () => undefined;
    await writer.abort();
    expect([[...s3.objects.keys()], s3.partsLeft()]).toEqual([[], 0]);
  });

  test.each([
    ['PUT', 1],
    ['COMPLETE', 9],
  ])('whose answer to %s got lost has the object, and it is ours', async (method, megabytes) => {
    failing(method, 'lost reply', 1, 1);
    expect(await put(bucket(), 'a', bytesOf(megabytes * MIB))).toBe(true);
    expect(s3.objects.get('a')?.length).toBe(megabytes * MIB);
  });

  test('in which somebody was quicker while our answer got lost says so', async () => {
    await put(bucket(), 'a', bytesOf(1));
    failing('PUT', 'reset', 1, 1);
    expect(await put(bucket(), 'a', bytesOf(1))).toBe(false);
  });

  test.each([
    ['GET', (store: BackupStore) => store.open('a'), 'read', 's3:GetObject'],
    ['LIST', (store: BackupStore) => store.list('a', ''), 'list', 's3:ListBucket'],
    ['DELETE', (store: BackupStore) => store.delete('a'), 'delete', 's3:DeleteObject'],
    ['UPLOADS', (store: BackupStore) => store.clear('a/'), 'clean', 's3:ListBucketMultipartUploads'],
    ['PUT', (store: BackupStore) => put(store, 'a', bytesOf(1)), 'write', 's3:PutObject'],
  ])('that forbids %s says which permission is missing', async (method, work, verb, action) => {
    failing(method, 'denied');
    await expect(work(bucket())).rejects.toMatchObject({
      message: expect.stringMatching(new RegExp(`^cannot ${verb} s3://bucket/a`)),
      hint: expect.stringContaining(`Allow ${action}`),
    });
  });

  test('that stops in the middle of an object is an error, not a short object', async () => {
    await put(bucket(), 'a', bytesOf(9 * MIB));
    failing('GET', 'cut', 1);
    await expect(get(bucket(), 'a')).rejects.toMatchObject({ message: expect.stringContaining('cannot read') });
  });

  test('takes the largest object there is in ten thousand parts, and none of them is too large for S3', () => {
    let [bytes, parts, largest] = [0, 0, 0];
    while (bytes < 5 * 2 ** 40) {
      largest = partBytes(bytes);
      bytes += largest;
      parts++;
    }
    expect(parts).toBeLessThanOrEqual(10_000);
    expect(largest).toBeLessThanOrEqual(5 * 2 ** 30);
    expect(partBytes(2 * 2 ** 30)).toBe(8 * MIB);
  });
});

describe('a directory of backups', () => {
  test('has files that only their owner reads', async () => {
    await put(directoryBackups(directory), 'backups/a', Buffer.from('the dataset'));
    expect(statSync(join(directory, 'backups', 'a')).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(directory, 'backups'))).toEqual(['a']);
  });

  test('says what to do when it cannot be written', async () => {
    writeFileSync(join(directory, 'file'), '');
    await expect(directoryBackups(join(directory, 'file')).begin('a/b')).rejects.toMatchObject({
      name: 'StoreError',
      message: expect.stringContaining('ENOTDIR'),
      hint: expect.stringContaining('--store'),
    });
  });
});
