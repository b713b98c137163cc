import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, link, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BackupStore, ObjectWriter } from '../../ports.ts';
import { codeOf, keysIn, makeDirectory, unusable } from './shared/files.ts';
import { type PartBuffer, partBuffer } from './shared/part-buffer.ts';

/** Bytes that go to the disk at a time, while the next ones are gathered. */
const WRITE_BYTES = 2 ** 20;

/** The whole dataset is in these files: nobody but the user who writes them needs to read them. */
const MODE = 0o600;

/** Sets of RDBs as files of one directory, under the same keys as in a bucket. */
export function directoryBackups(root: string): BackupStore {
  const pathOf = (key: string): string => join(root, ...key.split('/'));
  return {
    location: root,
    begin: (key) => reported('write', pathOf(key), () => beginFile(pathOf(key))),
    async open(key) {
      const path = pathOf(key);
      const file = await reported('read', path, () =>
        open(path, 'r').catch((error: unknown) => {
          if (codeOf(error) === 'ENOENT') return null;
          throw error;
        }),
      );
      return file === null ? null : chunksOf(file, path);
    },
    list: (prefix, after) => keysIn(root, prefix, after),
    delete: (key) => reported('delete', pathOf(key), () => rm(pathOf(key), { force: true })),
    clear: (prefix) => reported('delete', pathOf(prefix), () => rm(pathOf(prefix), { recursive: true, force: true })),
  };
}

/** Writes beside the place, so that what is interrupted has a name that nobody takes for an object. */
async function beginFile(path: string): Promise<ObjectWriter> {
  await makeDirectory(dirname(path));
  const temporary = `${path}.${randomUUID()}.tmp`;
  const file = await open(temporary, 'wx', MODE);
  const gathered = partBuffer(WRITE_BYTES);
  let pending: Promise<void> = Promise.resolve();
  let over = false;

  /** Waits for the write before, and leaves this one running. */
  async function flush(bytes: Uint8Array): Promise<void> {
    await pending;
    pending = writeAll(file, bytes).then(() => gathered.giveBack(bytes));
    // Whoever comes next hears of it; until then it must not count as unhandled.
    pending.catch(() => undefined);
  }

  async function place(): Promise<boolean> {
    await flush(gathered.rest());
    await pending;
    await file.sync();
    await file.close();
    try {
      await link(temporary, path);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    }
    await syncDirectory(dirname(path));
    return true;
  }

  return {
    write: (chunk) => reported('write', path, () => gather(gathered, chunk, flush)),
    async commit() {
      const isOurs = await reported('write', path, place);
      await rm(temporary, { force: true });
      over = true;
      return isOurs;
    },
    async abort() {
      if (over) return;
      over = true;
      await pending.catch(() => undefined);
      await file.close().catch(() => undefined);
      await rm(temporary, { force: true }).catch(() => undefined);
    },
  };
}

async function gather(parts: PartBuffer, chunk: Uint8Array, flush: (bytes: Uint8Array) => Promise<void>) {
  for (const full of parts.add(chunk)) await flush(full);
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
}

/** The name is kept for good only when the directory is. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function* chunksOf(file: FileHandle, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream('', { fd: file, highWaterMark: WRITE_BYTES });
  } catch (error) {
    throw unusable('read', path, error);
  }
}

/** Says what went wrong in words. */
async function reported<T>(what: 'read' | 'write' | 'delete', path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unusable(what, path, error);
  }
}
