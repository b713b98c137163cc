import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { directoryStore } from '../../lib/adapters/stores/directory.ts';
import { memoryStore } from '../../lib/adapters/stores/memory.ts';
import type { ObjectStore } from '../../lib/adapters/stores/shared/object-store.ts';

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

describe.each([
  ['directory', (): ObjectStore => directoryStore(directory)],
  ['memory', memoryStore],
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
