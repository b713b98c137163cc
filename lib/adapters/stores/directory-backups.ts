import { randomUUID } from 'node:crypto';
import { type FileHandle, link, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BackupStore, ObjectWriter } from '../../ports.ts';
import { begunIn, codeOf, keysIn, makeDirectory, temporaryFile, unusable } from './shared/files.ts';

/** Bytes that are read at a time. */
const READ_BYTES = 256 * 1024;

/** So many bytes are left to the system before the disk is to have them: what is left for the end is waited for. */
const UNSYNCED_BYTES = 32 * 2 ** 20;

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
    listBegun: (prefix) => begunIn(root, prefix),
    delete: (key) => reported('delete', pathOf(key), () => rm(pathOf(key), { force: true })),
    clear: (prefix) => reported('delete', pathOf(prefix), () => rm(pathOf(prefix), { recursive: true, force: true })),
  };
}

/** Writes beside the place, so that what is interrupted has a name that nobody takes for an object. */
async function beginFile(path: string): Promise<ObjectWriter> {
  await makeDirectory(dirname(path));
  const temporary = temporaryFile(path, randomUUID());
  const file = await open(temporary, 'wx', MODE);
  const toDisk = syncedWrites(file);
  let over = false;

  async function place(): Promise<boolean> {
    await toDisk.end();
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
    write: (chunk) => reported('write', path, () => toDisk.write(chunk)),
    async commit() {
      const isOurs = await reported('write', path, place);
      await rm(temporary, { force: true });
      over = true;
      return isOurs;
    },
    async abort() {
      if (over) return;
      over = true;
      await toDisk.end().catch(() => undefined);
      await file.close().catch(() => undefined);
      await rm(temporary, { force: true }).catch(() => undefined);
    },
  };
}

/** Writes that the disk is made to keep up with, while the next ones are written. */
function syncedWrites(file: FileHandle) {
  let unsynced = 0;
  let syncing: Promise<void> = Promise.resolve();
  return {
    async write(bytes: Uint8Array): Promise<void> {
      await writeAll(file, bytes);
      unsynced += bytes.length;
      if (unsynced < UNSYNCED_BYTES) return;
      unsynced = 0;
      await syncing;
      syncing = file.datasync();
      // Whoever comes next hears of it; until then it must not count as unhandled.
      syncing.catch(() => undefined);
    },
    end: () => syncing,
  };
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

/** One chunk is read while the one before is looked at, both into memory that is used again. */
async function* chunksOf(file: FileHandle, path: string): AsyncGenerator<Uint8Array> {
  let [memory, other] = [Buffer.allocUnsafeSlow(READ_BYTES), Buffer.allocUnsafeSlow(READ_BYTES)];
  const read = (into: Buffer): Promise<{ bytesRead: number }> => {
    const reading = reported('read', path, () => file.read(into));
    // Thrown to whoever asks for this chunk, if anybody does.
    reading.catch(() => undefined);
    return reading;
  };
  let reading = read(memory);
  try {
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      reading = read(other);
      yield memory.subarray(0, bytesRead);
      [memory, other] = [other, memory];
    }
  } finally {
    await reading.catch(() => undefined);
    await file.close();
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
