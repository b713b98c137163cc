import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { directoryStore } from '../../lib/adapters/stores/directory.ts';
import { memoryStore } from '../../lib/adapters/stores/memory.ts';
import type { ObjectStore } from '../../lib/adapters/stores/shared/object-store.ts';
import { silenceStore } from '../../lib/adapters/stores/shared/silence-records.ts';
import { addSilence, noSilences } from '../../lib/core/silence.ts';
import { at, silenceOf } from '../builders/silences.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'silences-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const book = addSilence(noSilences, silenceOf({ endedAt: at(60), endReason: 'done', warnedAt: at(30) }));

describe.each([
  ['directory', (): ObjectStore => directoryStore(directory)],
  ['memory', memoryStore],
])('silences in a %s', (_, open) => {
  test('begin empty', async () => {
    expect(await silenceStore(open()).loadSilences('shop')).toEqual({ book: noSilences, token: null });
  });

  test('bring back what was saved', async () => {
    const store = silenceStore(open());
    await store.saveSilences('shop', book, null);
    const { token, ...loaded } = await store.loadSilences('shop');
    expect(loaded).toEqual({ book });
    expect(token).not.toBeNull();
  });

  test('have their own key in the stored layout', async () => {
    const objects = open();
    await silenceStore(objects).saveSilences('shop', book, null);
    const stored = await objects.read('state/cluster=shop/silences.json');
    expect(JSON.parse(Buffer.from(stored?.body ?? []).toString())).toEqual(book);
  });

  test('refuse what somebody else has saved over', async () => {
    const store = silenceStore(open());
    await store.saveSilences('shop', noSilences, null);
    const { token } = await store.loadSilences('shop');
    await store.saveSilences('shop', book, token);
    await expect(store.saveSilences('shop', noSilences, token)).rejects.toMatchObject({ name: 'StateConflictError' });
    await expect(store.saveSilences('shop', noSilences, null)).rejects.toMatchObject({ name: 'StateConflictError' });
    expect((await store.loadSilences('shop')).book).toEqual(book);
  });

  test('keep clusters apart', async () => {
    const store = silenceStore(open());
    await store.saveSilences('shop', book, null);
    expect((await store.loadSilences('cart')).book).toEqual(noSilences);
  });

  test.each([
    ['text that is no JSON', 'not json', 'is damaged'],
    ['a list', '[]', 'is damaged'],
    ['a document without a version', '{"silences":[]}', 'is damaged'],
    ['a silence without its end', '{"schemaVersion":1,"silences":[{"id":"a"}]}', 'is damaged'],
    ['a newer version', '{"schemaVersion":2,"calls":[]}', 'was written by a newer version (schema 2)'],
  ])('hold nothing back if there is %s, and say so', async (_each, text, words) => {
    const objects = open();
    await objects.create('state/cluster=shop/silences.json', Buffer.from(text));
    expect(await silenceStore(objects).loadSilences('shop')).toEqual({
      book: noSilences,
      token: expect.any(String),
      problem: `state/cluster=shop/silences.json in ${objects.location} ${words}`,
    });
  });
});

test('silences in a directory leave nothing else behind', async () => {
  await silenceStore(directoryStore(directory)).saveSilences('shop', book, null);
  expect(readdirSync(join(directory, 'state', 'cluster=shop'))).toEqual(['silences.json']);
});
