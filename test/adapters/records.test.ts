import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { memoryStore } from '../../lib/adapters/stores/memory.ts';
import { memoryRecords } from '../../lib/adapters/stores/memory-records.ts';
import type { ObjectStore } from '../../lib/adapters/stores/shared/object-store.ts';
import { type RecordStore, recordStore } from '../../lib/adapters/stores/shared/records.ts';
import { noAlerts } from '../../lib/core/alert.ts';
import { emptyBaselines, extendBaselines } from '../../lib/core/baselines.ts';
import { noCursors, type SlowlogEntry } from '../../lib/core/facts.ts';
import { ok } from '../../lib/core/observed.ts';
import { clusterFacts } from '../builders/facts.ts';
import { findingOf } from '../builders/finding.ts';
import { unlikeShards } from '../builders/loss.ts';

const entry: SlowlogEntry = {
  id: 1,
  at: 1_772_334_000,
  durationUs: 15_600,
  command: 'psync',
  shape: 'PSYNC ? -1',
  pattern: 'abc',
  argumentCount: 2,
  client: '10.0.0.2:40000',
  clientName: '',
};
const facts = clusterFacts({
  nodes: { 7001: { slowlog: ok({ since: 'cursor', entries: [entry], lost: 0, newestId: 1 }) } },
});

async function lines(store: ObjectStore, key: string): Promise<readonly Record<string, unknown>[]> {
  const stored = await store.read(key);
  const text = stored === null ? '' : gunzipSync(stored.body).toString();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

describe('the stored layout', () => {
  test('keeps facts under cluster, day and run', async () => {
    const store = memoryStore();
    await recordStore(store).putFacts(facts);
    const [stored] = await lines(store, 'facts/cluster=test/dt=2026-03-01/20260301T030000.000Z-full.json.gz');
    expect(stored).toEqual(JSON.parse(JSON.stringify(facts)));
  });

  test('has a line for each finding that is not a pass, and one that sums up', async () => {
    const store = memoryStore();
    await recordStore(store).putFindings(facts, [findingOf(), findingOf({ status: 'pass', port: 7002 })]);
    const stored = await lines(store, 'history/findings/cluster=test/dt=2026-03-01/20260301T030000.000Z-full.json.gz');
    expect(stored).toMatchObject([
      {
        schemaVersion: 1,
        kind: 'finding',
        rule: 'aof/not-enabled',
        status: 'fail',
        clusterId: 'test',
        scheduledAt: facts.scheduledAt,
      },
      { schemaVersion: 1, kind: 'summary', nodes: 6, answered: 6, fail: 1, passed: 1 },
    ]);
  });

  test('has a line for what failures would take from each shard, in numbers that can be drawn', async () => {
    const store = memoryStore();
    await recordStore(store).putFindings(facts, [], unlikeShards);
    const stored = await lines(store, 'history/findings/cluster=test/dt=2026-03-01/20260301T030000.000Z-full.json.gz');
    expect(stored.map(({ kind, shard, status }) => [kind, shard, status])).toEqual([
      ['loss', '0', 'within'],
      ['loss', '5461', 'worse'],
      ['loss', '10923', 'worse'],
      ['summary', undefined, undefined],
    ]);
    expect(stored[2]).toMatchObject({
      clusterId: 'test',
      primary: '127.0.0.1:7003',
      reason: 'its primary persists nothing',
      maxLossSeconds: 60,
      seconds: { processCrash: null, failover: 42, cutOff: 6, mistake: 3901 },
      atLeast: ['mistake'],
      unbounded: [],
      unknown: ['processCrash', 'hostLoss', 'hostGone', 'zoneGone', 'noPromotion', 'emptyRestart'],
    });
  });

  test('has a line for each new slow-log entry, with its node', async () => {
    const store = memoryStore();
    await recordStore(store).putSlowlog(facts);
    const stored = await lines(store, 'history/slowlog/cluster=test/dt=2026-03-01/20260301T030000.000Z-full.json.gz');
    expect(stored).toMatchObject([
      { kind: 'slowlog', address: '127.0.0.1:7001', shape: 'PSYNC ? -1', durationUs: 15_600 },
    ]);
  });

  test('has no object where there is nothing to say', async () => {
    const store = memoryStore();
    expect(await recordStore(store).loadAlertLog(facts)).toEqual([]);
    await recordStore(store).putAlertLog(facts, { transitions: [], held: [], attempts: [] });
    expect(await store.read('history/alerts/cluster=test/dt=2026-03-01/20260301T030000.000Z-full.json.gz')).toBeNull();
  });
});

describe('damaged and foreign state', () => {
  test.each([
    ['text that is no JSON', 'not json', 'is damaged'],
    ['a document without a version', '{}', 'is damaged'],
    ['a document of a newer version', '{"schemaVersion":2}', 'newer version'],
  ])('%s is refused with what to do', async (_, text, words) => {
    const store = memoryStore();
    await store.create('state/cluster=test/alerts.json', Buffer.from(text));
    await expect(recordStore(store).load('test')).rejects.toMatchObject({
      name: 'UnreadableObjectError',
      message: expect.stringContaining(words),
      hint: expect.stringMatching(/\w/),
    });
  });
});

describe.each([
  ['objects', (): RecordStore => recordStore(memoryStore())],
  ['memory', memoryRecords],
])('records in %s', (_, open) => {
  test('begin empty', async () => {
    const records = open();
    expect(await records.loadCursors('test')).toEqual(noCursors);
    expect(await records.load('test')).toEqual({ alerts: noAlerts, baselines: emptyBaselines, token: null });
  });

  test('take the facts of a run once', async () => {
    const records = open();
    expect(await records.putFacts(facts)).toBe(true);
    expect(await records.putFacts(facts)).toBe(false);
  });

  test('bring back what was saved', async () => {
    const records = open();
    const baselines = extendBaselines(emptyBaselines, facts);
    await records.save('test', { alerts: { ...noAlerts, lastRunOf: { full: facts.scheduledAt } }, baselines }, null);
    const loaded = await records.load('test');
    expect(loaded.alerts.lastRunOf).toEqual({ full: facts.scheduledAt });
    expect(loaded.baselines).toEqual(JSON.parse(JSON.stringify(baselines)));
  });

  test('replace cursors, also by those of other nodes', async () => {
    const records = open();
    const cursor = { runId: 'a', slowlogId: 1, latency: {}, address: '127.0.0.1:7001' };
    await records.saveCursors('test', { schemaVersion: 1, nodes: { a: cursor } });
    await records.saveCursors('test', { schemaVersion: 1, nodes: { a: { ...cursor, latency: null }, b: cursor } });
    expect((await records.loadCursors('test')).nodes).toEqual({ a: { ...cursor, latency: null }, b: cursor });
  });

  test('refuse a state that somebody else has saved over', async () => {
    const records = open();
    const { token } = await records.load('test');
    await records.save('test', { alerts: noAlerts, baselines: emptyBaselines }, token);
    const late = records.save(
      'test',
      { alerts: { ...noAlerts, lastRunOf: { full: 'late' } }, baselines: emptyBaselines },
      token,
    );
    await expect(late).rejects.toMatchObject({ name: 'StateConflictError' });
  });

  test('keep clusters apart', async () => {
    const records = open();
    await records.saveCursors('a', { schemaVersion: 1, nodes: {} });
    await records.save('a', { alerts: { ...noAlerts, lastRunOf: { full: 'x' } }, baselines: emptyBaselines }, null);
    expect((await records.load('b')).alerts).toEqual(noAlerts);
  });
});
