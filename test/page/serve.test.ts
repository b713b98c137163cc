import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { directoryStore } from '../../lib/adapters/stores/directory.ts';
import { StoreError } from '../../lib/core/errors.ts';
import type { PageData } from '../../lib/page/page-data.ts';
import { type PageServer, servePage } from '../../lib/page/serve.ts';
import { clusterFacts } from '../builders/facts.ts';
import { storeAudits } from '../builders/hostile.ts';
import { testStore } from './opened.ts';

const store = testStore('2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z');
const objects = directoryStore(store.directory);
const now = (): number => Date.UTC(2026, 2, 1, 4);
const started: { server?: PageServer } = {};

const url = (path: string): string => `${started.server?.url}${path}`;

beforeAll(async () => {
  await storeAudits(objects, [clusterFacts({ at: 0 })]);
  const history = { source: store.source, open: store.open, now };
  started.server = await servePage({ history, port: 0, lookEveryMs: 50 });
});
afterAll(async () => {
  await started.server?.close();
  store.remove();
});

describe('the server of the page', () => {
  test('listens on the loopback address only', () => {
    expect(started.server?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  });

  test('sends a page that may run its own script only', async () => {
    const response = await fetch(url(''));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+'; .*connect-src 'self'.*frame-ancestors 'none'$/,
    );
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('sends the data', async () => {
    const data = (await (await fetch(url('data.json'))).json()) as PageData;
    expect(data.clusters.map(({ id, runs }) => [id, runs.length])).toEqual([['test', 1]]);
  });

  test('sends at first what is there: the whole, or the overview while the details are read', async () => {
    const [whole, first] = await Promise.all(
      ['data.json', 'first.json'].map(async (path) => (await fetch(url(path))).json()),
    );
    expect(whole).toMatchObject({ isWhole: true });
    expect(first).toEqual(whole);
    const { promise, reject } = Promise.withResolvers<void>();
    const open: typeof store.open = async () => {
      const history = await store.open();
      return { ...history, load: async (kind) => (kind === 'facts' ? promise : history.load(kind)) };
    };
    const server = await servePage({ history: { source: store.source, open, now }, port: 0 });
    const early = (await (await fetch(`${server.url}first.json`)).json()) as PageData;
    expect(early).toMatchObject({ isWhole: false, clusters: [{ id: 'test', nodes: [], topologies: [] }] });
    expect(early.clusters[0]?.failing).toEqual((whole as PageData).clusters[0]?.failing);
    const asked = fetch(`${server.url}data.json`);
    reject(new StoreError('the disk is away', 'Look after it.'));
    const answer = await asked;
    expect([answer.status, await answer.text()]).toEqual([500, 'the disk is away. Look after it.\n']);
    await server.close();
  });

  test('sends the facts of one audit, and says when there are none', async () => {
    const at = Date.UTC(2026, 2, 1, 3) / 1000;
    const found = await fetch(url(`facts?cluster=test&at=${at}&audit=full`));
    expect(((await found.json()) as { readonly runId: string }).runId).toBe('run-0');
    expect((await fetch(url(`facts?cluster=test&at=${at}&audit=slowlog`))).status).toBe(404);
  });

  test('sends the facts of an audit that was due late in its second, as those from a terminal are', async () => {
    const late = testStore('2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z');
    await storeAudits(directoryStore(late.directory), [clusterFacts({ at: 0.7 })]);
    const server = await servePage({ history: { source: late.source, open: late.open, now }, port: 0 });
    const data = (await (await fetch(`${server.url}data.json`)).json()) as PageData;
    const [[at, audit] = []] = data.clusters[0]?.runs ?? [];
    const { status } = await fetch(`${server.url}facts?cluster=test&at=${at}&audit=${audit}`);
    await server.close();
    late.remove();
    expect(status).toBe(200);
  });

  test.each([
    'facts',
    'facts?cluster=../..&at=1&audit=full',
    'facts?cluster=test&at=1e3&audit=full',
    'facts?cluster=test&at=1&audit=x',
  ])('refuses what is no question: %s', async (path) => {
    expect((await fetch(url(path))).status).toBe(400);
  });

  test('answers nobody who calls it by another name', async () => {
    const status = await new Promise((resolve, reject) => {
      const asked = request(url('data.json'), { headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on('error', reject).end();
    });
    expect(status).toBe(421);
  });

  test('takes nothing but GET, and has nothing elsewhere', async () => {
    expect((await fetch(url(''), { method: 'POST', body: 'x' })).status).toBe(405);
    expect((await fetch(url('../etc/passwd'))).status).toBe(404);
  });

  test('tells a page that listens when there is something new, and then has it', async () => {
    const response = await fetch(url('events'));
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const until = async (words: RegExp): Promise<void> => {
      for (let text = ''; !words.test(text); ) {
        const { value, done } = (await reader?.read()) ?? { done: true };
        if (done) throw new Error('the stream ended');
        text += value;
      }
    };
    await until(/nothing new/);
    await storeAudits(objects, [clusterFacts({ at: 300 })]);
    await until(/event: changed/);
    await reader?.cancel();
    const data = (await (await fetch(url('data.json'))).json()) as PageData;
    expect(data.clusters[0]?.runs.length).toBe(2);
  });

  test('a port that is taken is a sentence', async () => {
    const port = Number(new URL(url('')).port);
    const history = { source: store.source, open: store.open, now };
    await expect(servePage({ history, port })).rejects.toThrow(/cannot listen on port \d+ \(EADDRINUSE\)/);
  });
});
