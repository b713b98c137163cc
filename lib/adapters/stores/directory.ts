import { createHash, randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StateConflictError, StoreError } from '../../core/errors.ts';
import { codeOf, keysIn, makeDirectory, unusable } from './shared/files.ts';
import type { ObjectStore, StoredObject } from './shared/object-store.ts';

/** A lock older than this was left behind by a process that died. */
const STALE_LOCK_MS = 30_000;

/** Objects as files of one directory, under the same keys as in a bucket. Nothing is ever half-written. */
export function directoryStore(root: string): ObjectStore {
  const pathOf = (key: string): string => join(root, ...key.split('/'));
  const read = async (key: string): Promise<StoredObject | null> => {
    try {
      const body = await readFile(pathOf(key));
      return { body, token: tokenOf(body) };
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw unusable('read', pathOf(key), error);
    }
  };
  return {
    location: root,
    read,
    async create(key, body) {
      const path = pathOf(key);
      try {
        await withTemporary(path, body, (temporary) => link(temporary, path));
        return true;
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false;
        throw unusable('write', path, error);
      }
    },
    async replace(key, body, token) {
      const path = pathOf(key);
      try {
        await withLock(`${path}.lock`, async () => {
          const current = await read(key);
          if ((current?.token ?? null) !== token) throw conflict(path);
          await withTemporary(path, body, (temporary) => rename(temporary, path));
        });
      } catch (error) {
        throw error instanceof StateConflictError || error instanceof StoreError
          ? error
          : unusable('write', path, error);
      }
    },
    readPart: (key, offset, bytes) => readPart(pathOf(key), offset, bytes),
    async delete(key) {
      try {
        await rm(pathOf(key), { force: true });
      } catch (error) {
        throw unusable('delete', pathOf(key), error);
      }
    },
    list: (prefix, after) => keysIn(root, prefix, after),
  };
}

async function readPart(path: string, offset: number, bytes: number): Promise<Uint8Array | null> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw unusable('read', path, error);
  }
}

/** Writes and syncs the whole content beside the target, then puts it in its place in one step. */
async function withTemporary(
  path: string,
  body: Uint8Array,
  place: (temporary: string) => Promise<void>,
): Promise<void> {
  await makeDirectory(dirname(path));
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(body);
      await file.sync();
    } finally {
      await file.close();
    }
    await place(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function withLock(path: string, work: () => Promise<void>): Promise<void> {
  await makeDirectory(dirname(path));
  await takeLock(path);
  try {
    await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function takeLock(path: string): Promise<void> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    const age = await stat(path).then(
      (lock) => Date.now() - lock.mtimeMs,
      () => Number.POSITIVE_INFINITY,
    );
    if (age < STALE_LOCK_MS) throw conflict(path);
    await rm(path, { force: true });
    await writeFile(path, String(process.pid), { flag: 'wx' });
  }
}

function tokenOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

function conflict(path: string): StateConflictError {
  return new StateConflictError(
    `${path} was changed by another run in the meantime`,
    'Run again; one run at a time for each cluster and directory.',
  );
}
