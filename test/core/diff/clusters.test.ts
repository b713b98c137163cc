import { describe, expect, test } from '@jest/globals';
import { type ClusterDiff, diffClusters, isSame } from '../../../lib/core/diff/clusters.ts';
import { snapshotOf } from '../../../lib/core/diff/snapshot.ts';
import { type ClusterChange, clusterFacts, nodeId, type Port } from '../../builders/facts.ts';

/** What is unlike an hour later. */
function diff(then: ClusterChange, now: ClusterChange): ClusterDiff {
  const [before, after] = [snapshotOf([clusterFacts(then)]), snapshotOf([clusterFacts({ at: 3600, ...now })])];
  if (before === null || after === null) throw new Error('there are facts');
  return diffClusters(before, after);
}

const absent = { state: 'failed', reason: 'timeout', detail: 'silence' } as const;
const silent = { noInfo: absent, noConfig: absent, view: absent } as const;
const shown = ({ changes }: ClusterDiff) =>
  changes.map(({ address, name, before, after }) => `${address} ${name}: ${before} → ${after}`);

describe('Settings', () => {
  test.each<[string, ClusterChange['nodes'], readonly string[]]>([
    ['a directive', { 7001: { config: { appendfsync: 'always' } } }, ['127.0.0.1:7001 appendfsync: everysec → always']],
    [
      'a directive that is empty now',
      { 7002: { config: { 'latency-monitor-threshold': '' } } },
      ['127.0.0.1:7002 latency-monitor-threshold: 100 → '],
    ],
    ['the append-only file', { 7003: { info: { aof_enabled: 0 } } }, ['127.0.0.1:7003 aof: on → off']],
    ['nothing while the dataset is loaded', { 7003: { info: { aof_enabled: 0, loading: 1 } } }, []],
    ['the version', { 7004: { info: { redis_version: '7.2.5' } } }, ['127.0.0.1:7004 version: 7.2.13 → 7.2.5']],
    [
      'nothing where a new version only spells it otherwise',
      {
        7001: {
          config: {
            'client-output-buffer-limit': 'normal 0 0 0 replica 268435456 67108864 60 pubsub 33554432 8388608 60',
          },
        },
      },
      [],
    ],
    ['nothing of counters', { 7001: { info: { total_commands_processed: 9e9, used_memory: 1 } } }, []],
    ['nothing that no rule may ask for', { 7001: { config: { requirepass: 'hunter2' } } }, []],
  ])('%s', (_, nodes, changes) => {
    expect(shown(diff({}, { nodes: nodes ?? {} }))).toEqual(changes);
  });

  test.each<[string, ClusterChange, ClusterChange, string]>([
    ['is silent now', {}, { nodes: { 7001: silent } }, 'it did not answer in the later audits'],
    ['was silent before', { nodes: { 7001: silent } }, {}, 'it did not answer in the earlier audits'],
    [
      'lets nobody read its configuration',
      {},
      { nodes: { 7001: { noConfig: { state: 'failed', reason: 'no-permission', detail: 'CONFIG is refused' } } } },
      'its configuration was not read in the later audits',
    ],
  ])('of a node that %s are not compared, and it says so', (_, then, now, reason) => {
    const found = diff(then, now);
    expect(found.notCompared).toEqual([{ address: '127.0.0.1:7001', reason }]);
    expect(isSame(found)).toBe(false);
  });

  test('of audits of several kinds are put together', () => {
    const of = (at: number, fsync: string, threshold: string) => [
      clusterFacts({ at, audit: 'persistence', everyNode: { config: { appendfsync: fsync } } }),
      clusterFacts({
        at: at + 1,
        audit: 'latency',
        everyNode: { noConfig: { state: 'ok', value: { 'latency-monitor-threshold': threshold } } },
      }),
    ];
    const [before, after] = [snapshotOf(of(0, 'no', '100')), snapshotOf(of(60, 'always', '50'))];
    if (before === null || after === null) throw new Error('there are facts');
    const names = diffClusters(before, after).changes.filter(({ address }) => address.endsWith('7001'));
    expect(names.map(({ name }) => name)).toEqual(['appendfsync', 'latency-monitor-threshold']);
  });
});

const takenOver: ClusterChange['member'] = (member, port) => {
  const { primaryId: _, ...rest } = member;
  if (port === 7001) return { ...rest, role: 'replica', primaryId: nodeId(7004), slots: [] };
  return port === 7004 ? { ...rest, role: 'primary', configEpoch: 9, slots: [[0, 5460]] } : member;
};
const without =
  (gone: Port): NonNullable<ClusterChange['member']> =>
  (member, port) =>
    port === gone ? null : member;

describe('Topology', () => {
  const nothing = { joined: [], left: [], roles: [], addresses: [], moved: [] };

  test('of the same cluster is the same', () => {
    const found = diff({}, {});
    expect(found.topology).toEqual(nothing);
    expect(isSame(found)).toBe(true);
  });

  test.each<[string, ClusterChange, ClusterChange, object]>([
    [
      'a replica that took over changed its role, and moved no slot',
      {},
      { member: takenOver },
      {
        roles: [
          {
            nodeId: nodeId(7001),
            address: '127.0.0.1:7001',
            before: 'primary of shard 0',
            after: 'replica of 127.0.0.1:7004',
          },
          {
            nodeId: nodeId(7004),
            address: '127.0.0.1:7004',
            before: 'replica of 127.0.0.1:7001',
            after: 'primary of shard 0',
          },
        ],
      },
    ],
    [
      'slots that were moved',
      {},
      {
        member: (member, port) =>
          port === 7001
            ? {
                ...member,
                slots: [
                  [0, 5000],
                  [5002, 5460],
                ],
              }
            : port === 7002
              ? {
                  ...member,
                  slots: [
                    [5001, 5001],
                    [5461, 10_922],
                  ],
                }
              : member,
      },
      { moved: [{ from: '127.0.0.1:7001', to: '127.0.0.1:7002', slots: '5001', count: 1 }] },
    ],
    [
      'slots that nobody serves any more',
      {},
      { member: (member, port) => (port === 7003 ? { ...member, slots: [[10_923, 16_000]] } : member) },
      { moved: [{ from: '127.0.0.1:7003', to: null, slots: '16001-16383', count: 383 }] },
    ],
    [
      'a node that left',
      {},
      { member: without(7005) },
      { left: [{ nodeId: nodeId(7005), address: '127.0.0.1:7005', position: 'replica of 127.0.0.1:7002' }] },
    ],
    [
      'a node that joined',
      { member: without(7006) },
      {},
      { joined: [{ nodeId: nodeId(7006), address: '127.0.0.1:7006', position: 'replica of 127.0.0.1:7003' }] },
    ],
    [
      'a node that has another address',
      {},
      { member: (member, port) => (port === 7006 ? { ...member, address: '10.9.9.9:6379' } : member) },
      {
        addresses: [
          { nodeId: nodeId(7006), address: '10.9.9.9:6379', before: '127.0.0.1:7006', after: '10.9.9.9:6379' },
        ],
      },
    ],
  ])('%s', (_, then, now, changes) => {
    expect(diff(then, now).topology).toEqual({ ...nothing, ...changes });
  });

  test('that one of the readings does not tell is not the same', () => {
    const found = diff({}, { everyNode: { view: absent } });
    expect(found.topology).toBeNull();
    expect(isSame(found)).toBe(false);
  });
});

test('A process that is another one was restarted', () => {
  expect(diff({}, { nodes: { 7002: { info: { run_id: 'another' } } } }).restarted).toEqual(['127.0.0.1:7002']);
});

test('Nothing is known of no audit', () => expect(snapshotOf([])).toBeNull());
