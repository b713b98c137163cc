import { describe, expect, test } from '@jest/globals';
import { memoryStore } from '../lib/adapters/stores/memory.ts';
import type { ObjectStore } from '../lib/adapters/stores/shared/object-store.ts';
import { StoreError } from '../lib/core/errors.ts';
import { factsKey, historyKey } from '../lib/core/storage-keys.ts';
import { digest, readAndCompose } from '../lib/digest.ts';
import type { Sink } from '../lib/ports.ts';
import { digestStage, shop, storedWeek, week } from './builders/digested.ts';
import { clusterFacts } from './builders/facts.ts';
import { mailbox } from './harness/mailbox.ts';

/** A store that counts what is read, and can be made to break. */
function watched(): ObjectStore & { readonly read_: string[]; broken: (key: string) => boolean } {
  const objects = memoryStore();
  const read: string[] = [];
  const store = {
    ...objects,
    read_: read,
    broken: (_key: string): boolean => false,
    async read(key: string) {
      read.push(key);
      if (store.broken(key)) throw new StoreError(`cannot read ${key} (EIO)`, 'tested');
      return objects.read(key);
    },
  };
  return store;
}

const page = 'digests/cluster=shop/20260308T040000.000Z-week.html';
const keys = async (objects: ObjectStore): Promise<readonly string[]> => objects.list('digests/', '');

async function staged(objects: ObjectStore = memoryStore()) {
  const stage = digestStage(objects);
  for (const at of [0, 3600, 7200])
    await stage.audit({ at, nodes: { 7001: { info: { aof_enabled: at > 0 ? 0 : 1 } } } });
  return stage;
}

describe('A digest', () => {
  test('is kept as a page, told, and noted', async () => {
    const { objects, tools } = await staged();
    const mail = mailbox();
    expect(await digest(week(), tools([mail]))).toEqual({ told: ['mailbox'] });
    expect(mail.taken.map(({ subject }) => subject)).toEqual([
      'Redis shop: week to 2026-03-08, 2 began, 0 ended, 2 still fire',
    ]);
    expect(await keys(objects)).toEqual([page.replace('.html', '-told-mailbox.json'), page]);
    expect(Buffer.from((await objects.read(page))?.body ?? []).toString()).toMatch(/^<!doctype html>/);
  });

  test('is told once, however often the event comes, and nothing is read for that', async () => {
    const objects = watched();
    const { tools } = await staged(objects);
    const mail = mailbox();
    await digest(week(), tools([mail]));
    const before = objects.read_.length;
    expect(await digest(week(), tools([mail]))).toEqual({ told: [] });
    expect(mail.taken).toHaveLength(1);
    expect(objects.read_.slice(before)).toEqual([page.replace('.html', '-told-mailbox.json')]);
  });

  test('that one sink did not take fails, and the same event again tells that one alone', async () => {
    const { tools } = await staged();
    const mail = mailbox();
    const chat: Sink & { gone: boolean; taken: number } = {
      name: 'chat',
      gone: true,
      taken: 0,
      async deliver() {
        if (this.gone) return { sink: 'chat', status: 'failed', retryable: false, error: 'the channel is gone' };
        this.taken += 1;
        return { sink: 'chat', status: 'delivered' };
      },
    };
    await expect(digest(week(), tools([mail, chat]))).rejects.toMatchObject({
      name: 'DeliveryError',
      message: 'the digest of shop could not be delivered (chat: the channel is gone)',
    });
    chat.gone = false;
    expect(await digest(week(), tools([mail, chat]))).toEqual({ told: ['chat'] });
    expect([mail.taken.length, chat.taken]).toEqual([1, 1]);
  });

  test('after a crash between telling and noting is told once more, and its page stays as it was', async () => {
    const { objects, tools } = await staged();
    const mail = mailbox();
    const all = tools([mail]);
    const crash = { ...all, digests: { ...all.digests, markTold: () => Promise.reject(new Error('killed')) } };
    await expect(digest(week(), crash)).rejects.toThrow('killed');
    const first = await objects.read(page);
    await digest(week(), { ...all, forms: { ...all.forms, page: () => 'another' } });
    expect(mail.taken.map(({ id }) => id)).toEqual([mail.taken[0]?.id, mail.taken[0]?.id]);
    expect(await objects.read(page)).toEqual(first);
  });

  test('without anybody to tell is a page', async () => {
    const { objects, tools } = await staged();
    expect(await digest(week(), tools([]))).toEqual({ told: [] });
    expect(await keys(objects)).toEqual([page]);
  });
});

describe('What cannot be read', () => {
  const garbage = Buffer.from('garbage');
  const facts = (at: number) => factsKey(clusterFacts({ ...shop, at }));
  const history = (kind: 'alerts' | 'slowlog', at: number) => historyKey(kind, clusterFacts({ ...shop, at }));

  async function blindOf(...damaged: readonly string[]) {
    const objects = memoryStore();
    const stage = await staged(objects);
    for (const key of damaged) await objects.replace(key, garbage, (await objects.read(key))?.token ?? null);
    return readAndCompose(week(), stage.reader);
  }

  test('of the alert log and the slow logs is passed over, and said', async () => {
    const { blind, alerts } = await blindOf(history('alerts', 3600), history('slowlog', 3600));
    expect(blind).toEqual(
      expect.arrayContaining([
        `Passed over: ${history('slowlog', 3600)} in memory is damaged.`,
        `Passed over: ${history('alerts', 3600)} in memory is damaged.`,
      ]),
    );
    // The state knows of them all the same.
    expect(alerts.firing.all).toBe(2);
  });

  test('of the facts has another one in its place, and is said', async () => {
    const { blind, persistence } = await blindOf(facts(7200));
    expect(blind).toContain(`Passed over: ${facts(7200)} in memory is damaged.`);
    expect(persistence?.readAt).toBe(clusterFacts({ at: 3600 }).scheduledAt);
  });

  test('at all leaves nothing that looks like an answer', async () => {
    const { blind, persistence, changes } = await blindOf(...[0, 3600, 7200].map(facts));
    expect([persistence, changes]).toEqual([null, null]);
    expect(blind).toEqual(
      expect.arrayContaining([
        'How the shards persist was not read in this period.',
        'There are no two readings to tell changes by.',
      ]),
    );
  });

  test('of the state and of the silences is said', async () => {
    const { blind, alerts } = await blindOf('state/cluster=shop/alerts.json', 'state/cluster=shop/silences.json');
    expect(blind).toEqual(
      expect.arrayContaining([
        'What fires since before the period is not known: state/cluster=shop/alerts.json in memory is damaged.',
        'The silences could not be read, so none is in force: state/cluster=shop/silences.json in memory is damaged.',
      ]),
    );
    // The log has those that began in the period.
    expect(alerts.firing.all).toBe(2);
  });

  test('is named up to a few objects, and counted after that', async () => {
    const objects = memoryStore();
    const stage = digestStage(objects);
    for (let at = 3600; at < 36_000; at += 3600) await objects.create(history('slowlog', at), garbage);
    const { blind } = await readAndCompose(week(), stage.reader);
    expect(blind.filter((sentence) => sentence.startsWith('Passed over'))).toHaveLength(4);
    expect(blind.at(-1)).toBe('Passed over: 6 more objects that could not be read.');
  });

  test('because the store fails fails the digest', async () => {
    const objects = watched();
    const { tools } = await staged(objects);
    objects.broken = (key) => key.startsWith('history/');
    const mail = mailbox();
    await expect(digest(week(), tools([mail]))).rejects.toMatchObject({ name: 'StoreError' });
    expect(mail.tried).toEqual([]);
  });
});

test('Of a week of audits a dozen facts are opened, and of the history what has something to say', async () => {
  const objects = watched();
  const stage = digestStage(objects);
  await storedWeek(stage);
  const before = objects.read_.length;
  const found = await readAndCompose(week(), stage.reader);
  const read = objects.read_.slice(before);
  expect(found.coverage.kinds[0]?.runs).toBe(163);
  expect(read.filter((key) => key.startsWith('facts/')).length).toBeLessThanOrEqual(4);
  expect(read.filter((key) => key.startsWith('history/findings/'))).toEqual([]);
  expect(new Set(read).size).toBe(read.length);
});

test('A digest of a day is about its 24 hours', async () => {
  const stage = digestStage();
  await storedWeek(stage);
  const day = await readAndCompose(week({ period: 'day', to: '2026-03-02T12:00:00.000Z' }), stage.reader);
  expect(day.period.from).toBe('2026-03-01T12:00:00.000Z');
  // The append-only file was switched off three hours before, and on again seven hours later.
  expect([day.alerts.began.all, day.alerts.ended.all, day.alerts.firing.all]).toEqual([2, 0, 2]);
});
