import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { directoryStore } from '../../lib/adapters/stores/directory.ts';
import { readPageData } from '../../lib/page/data.ts';
import { exportPage } from '../../lib/page/export.ts';
import type { ClusterPage, PageData } from '../../lib/page/page-data.ts';
import { clusterFacts, nodeId } from '../builders/facts.ts';
import { storeAudits } from '../builders/hostile.ts';
import { writeHourlyFacts } from '../builders/year/hourly-facts.ts';
import { writeYear } from '../builders/year/year.ts';
import { testStore } from './opened.ts';

const month = { from: '2026-10-28', days: 31, seed: 132, since: '2026-11-11' } as const;
const store = testStore('2026-11-12T00:00:00.000Z', '2026-11-28T00:00:00.000Z');
const made: { data?: PageData; bytes?: number } = {};

const page = (): ClusterPage => {
  const [cluster] = made.data?.clusters ?? [];
  if (cluster === undefined) throw new Error('there is one cluster');
  return cluster;
};

const at = (time: string): number => Date.parse(`${time}Z`) / 1000;

beforeAll(async () => {
  await writeYear(store.directory, { ...month, form: 'small' });
  writeHourlyFacts(store.directory, month);
  const history = await store.open();
  const { data, html } = await exportPage(history);
  history.close();
  Object.assign(made, { data, bytes: html.length });
});
afterAll(() => store.remove());

describe('the document of a fortnight in which a primary died and somebody changed a setting', () => {
  test('stays small: the whole page with its script and its facts is below 2 MB', () => {
    expect(made.bytes).toBeLessThan(2_000_000);
  });

  test('counts each audit once, by hours', () => {
    const sum = page().steps.reduce((total, each) => total + each.audits, 0);
    expect({ sum, listed: page().runs.length, step: made.data?.step }).toEqual({ sum: 4608, listed: 4608, step: 3600 });
  });

  test('has the hour in which a node did not answer', () => {
    const hour = page().steps.find((each) => each.at === at('2026-11-14T03:00'));
    expect(hour).toMatchObject({ worst: 'critical', nodes: 12, answered: 11 });
  });

  test('says what fails now and since when', () => {
    const failing = page().failing.map(({ rule, since, resource }) => [rule, since, resource.address ?? resource.id]);
    expect(failing).toEqual([
      ['aof/fsync-not-as-declared', at('2026-11-26T19:00'), '10.20.2.12:6379'],
      ['config/differs-between-nodes', at('2026-11-26T19:00'), 'shop'],
      ['persistence/promotion-weakens', at('2026-11-26T19:00'), '10.20.0.12:6379'],
    ]);
  });

  test('draws the map anew when a replica took over, and when the failed node came back', () => {
    const leaders = page().topologies.map((each) => [
      each.at,
      each.members.filter(({ role, shard }) => role === 'primary' && shard === '8192').map(({ address }) => address),
      each.members.filter(({ answered }) => !answered).map(({ address }) => address),
    ]);
    expect(leaders).toEqual([
      [at('2026-11-12T00:00'), ['10.20.0.13:6379'], []],
      [at('2026-11-14T03:10'), ['10.20.1.13:6379'], ['10.20.0.13:6379']],
      [at('2026-11-14T03:45'), ['10.20.1.13:6379'], []],
    ]);
  });

  test('tells of the setting once, though every kind of audit sees it', () => {
    const settings = page().changes.flatMap(({ lines }) => lines.filter(({ kind }) => kind === 'setting'));
    expect(settings).toEqual([
      expect.objectContaining({ where: '10.20.2.12:6379', what: 'appendfsync', before: 'everysec', after: 'no' }),
    ]);
  });

  test('has the round trips of every node in every hour in which it answered', () => {
    const lengths = page().latency.bands.map(({ points }) => points.length);
    expect({ nodes: lengths.length, least: Math.min(...lengths), most: Math.max(...lengths) }).toEqual({
      nodes: 12,
      least: expect.any(Number),
      most: 384,
    });
    expect(page().latency.stalls.length).toBe(384);
  });

  test('sums of slow commands are those of their cells', () => {
    const { shapes, cells } = page().slow;
    const sums = shapes.map((_, index) =>
      cells.filter(([of]) => of === index).reduce((sum, [, , , , n]) => sum + n, 0),
    );
    expect(sums).toEqual(shapes.map(({ count }) => count));
    expect(shapes.map(({ totalUs }) => totalUs)).toEqual(
      shapes.map(({ totalUs }) => totalUs).toSorted((a, b) => b - a),
    );
  });

  test('every episode of an alert has an end or still fires', () => {
    const open = page()
      .episodes.filter(({ to }) => to === null)
      .map(({ alert }) => page().alerts[alert]?.rule);
    expect(open.toSorted((a = '', b = '') => a.localeCompare(b))).toEqual([
      'aof/fsync-not-as-declared',
      'config/differs-between-nodes',
      'persistence/promotion-weakens',
    ]);
    const untold = page().alertEvents.filter(({ told, heldBy }) => told.length === 0 && heldBy === null);
    // What has not failed often enough yet, what passed before it had, and the end of what was no news by itself.
    const early = untold.filter(({ before, state }) => before !== 'pending' && state !== 'pending');
    expect(early.filter(({ alert }) => page().alerts[alert]?.severity !== 'info')).toEqual([]);
  });

  test('has what a failure would take from each shard, where the numbers change and at the end', () => {
    const { shards } = page().loss;
    expect(shards.map(({ shard }) => shard)).toEqual(['0', '4096', '8192', '12288']);
    expect(shards[0]?.failures.find(({ failure }) => failure === 'mistake')?.points.at(-1)?.[2]).toBe('at least');
  });

  test('says that facts were left out of the file', () => {
    expect(made.data?.leftOut).toEqual([
      'the facts of every audit but the newest of each kind and those that saw a change',
    ]);
  });
});

test('slots that move are a change, and so are members that come', async () => {
  const small = testStore('2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z');
  const moved = clusterFacts({
    at: 300,
    member: (member, port) => {
      if (port === 7001) return { ...member, slots: [[0, 5000]] };
      return port === 7002 ? { ...member, slots: [[5001, 10_922]] } : member;
    },
  });
  const before = clusterFacts({ at: 0, member: (member, port) => (port === 7006 ? null : member) });
  await storeAudits(directoryStore(small.directory), [before, moved]);
  const history = await small.open();
  const data = await readPageData(history);
  history.close();
  small.remove();
  expect(data.clusters[0]?.changes.flatMap(({ lines }) => lines)).toEqual([
    expect.objectContaining({ kind: 'joined', nodeId: nodeId(7006), after: 'replica of 127.0.0.1:7003' }),
    expect.objectContaining({
      kind: 'slots',
      what: '460 slots 5001-5460',
      before: '127.0.0.1:7001',
      after: '127.0.0.1:7002',
    }),
  ]);
});

test('a store without an audit makes a page without a cluster', async () => {
  const empty = testStore('2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z');
  const history = await empty.open();
  const data = await readPageData(history);
  history.close();
  empty.remove();
  expect(data).toMatchObject({ schemaVersion: 1, clusters: [], problems: [], leftOut: [] });
});
