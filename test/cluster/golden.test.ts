import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import { waitUntil } from '../harness/cluster.ts';
import { replaysWithEveryRight, spreadsForget, testServer } from '../harness/servers.ts';
import {
  everywhere,
  holdWithScript,
  nodeAt,
  on,
  playAll,
  playAtOnce,
  type Scenario,
  slowHoweverLong,
  untilForgotten,
  untilInfo,
  untilMarkedFailed,
  untilPromoted,
  untilReplicaOf,
  untilState,
  untilViewsClear,
} from './scenario.ts';

const node = (cluster: LocalCluster, index: number) => nodeAt(cluster.nodes, index);

const healthy: readonly Scenario[] = [
  { name: 'nothing happened', deed: async () => undefined, want: [] },
  {
    name: 'the scheduled save ran on every replica',
    deed: async (cluster) => {
      for (const replica of cluster.replicas) {
        await replica.send('BGSAVE');
        await untilInfo(replica, 'rdb_bgsave_in_progress', (value) => value === '0');
      }
    },
    want: [],
  },
  {
    name: 'clients read and wrote a great deal',
    deed: async (cluster) => {
      // A tag for each primary, in the order of its slots.
      const load = (tag: string) =>
        Array.from({ length: 20_000 }, (_, i) =>
          i % 2 === 0 ? ['SET', `{${tag}}:${i}`, 'x'.repeat(100)] : ['GET', `{${tag}}:${i - 1}`],
        );
      const tags = ['b', 'c', 'a'];
      await Promise.all(
        cluster.primaries.flatMap((primary, index) => {
          const commands = load(tags[index] ?? '');
          return [primary.sendAll(commands, 60_000), primary.sendAll(commands, 60_000)];
        }),
      );
    },
    want: [],
  },
];

const faults: readonly Scenario[] = [
  {
    name: 'a primary dies and its replica takes over',
    deed: async (cluster) => {
      await node(cluster, 0).kill();
      await untilPromoted(cluster, node(cluster, 3));
      await untilMarkedFailed(cluster, node(cluster, 0));
    },
    want: [
      ...on('topology/node-unreachable', 0),
      ...on('topology/node-marked-failed', 0),
      'topology/shard-without-replica @ shard 0',
      'topology/failover-happened @ shard 0',
    ],
  },
  {
    name: 'a primary that died comes back as a replica',
    deed: async (cluster, auditBetween) => {
      await node(cluster, 0).kill();
      await untilPromoted(cluster, node(cluster, 3));
      await auditBetween();
      await node(cluster, 0).start();
      await untilInfo(node(cluster, 0), 'master_link_status', (value) => value === 'up');
      await untilViewsClear(cluster);
    },
    want: on('topology/node-restarted', 0),
    info: ['replication/full-resync'],
  },
  {
    name: 'a replica dies',
    deed: async (cluster) => {
      await node(cluster, 3).kill();
      await untilMarkedFailed(cluster, node(cluster, 3));
    },
    want: [
      ...on('topology/node-unreachable', 3),
      ...on('topology/node-marked-failed', 3),
      'topology/shard-without-replica @ shard 0',
    ],
  },
  {
    name: 'an operator fails over to a replica',
    deed: async (cluster) => {
      await node(cluster, 4).send('CLUSTER', 'FAILOVER');
      await untilPromoted(cluster, node(cluster, 4));
      await untilReplicaOf(cluster, node(cluster, 1), node(cluster, 4));
    },
    want: ['topology/failover-happened @ shard 1'],
  },
  {
    name: 'a whole shard dies',
    deed: async (cluster) => {
      await node(cluster, 3).kill();
      await node(cluster, 0).kill();
      await untilMarkedFailed(cluster, node(cluster, 0));
      await untilMarkedFailed(cluster, node(cluster, 3));
      await untilState(cluster, 'fail');
    },
    want: [
      ...on('topology/node-unreachable', 0, 3),
      ...on('topology/node-marked-failed', 0, 3),
      'topology/cluster-state-fail',
      'topology/slot-uncovered',
      'topology/shard-without-replica @ shard 0',
    ],
  },
  {
    name: 'one node has forgotten another',
    deed: async (cluster) => {
      await node(cluster, 1).send('CLUSTER', 'FORGET', node(cluster, 3).nodeId);
      if (spreadsForget(cluster.version)) await untilForgotten(cluster, node(cluster, 3));
    },
    want: spreadsForget((await testServer()).version)
      ? ['topology/shard-without-replica @ shard 0']
      : ['topology/views-disagree'],
  },
  {
    name: 'AOF is switched off on a primary',
    deed: async (cluster) => {
      await node(cluster, 0).send('CONFIG', 'SET', 'appendonly', 'no');
    },
    want: [...on('persistence/primary-restarts-empty', 0), ...on('aof/not-enabled', 0), 'config/differs-between-nodes'],
    info: ['config/change-not-saved'],
  },
  {
    name: 'AOF is switched off on a replica',
    deed: async (cluster) => {
      await node(cluster, 3).send('CONFIG', 'SET', 'appendonly', 'no');
    },
    want: [...on('aof/not-enabled', 3), 'persistence/promotion-weakens @ shard 0', 'config/differs-between-nodes'],
  },
  {
    name: 'a primary without persistence restarts empty',
    deed: async (cluster) => {
      const primary = node(cluster, 0);
      await primary.send('CONFIG', 'SET', 'appendonly', 'no');
      await primary.send('CONFIG', 'REWRITE');
      await primary.kill();
      await rm(join(primary.directory, 'appendonlydir'), { recursive: true, force: true });
      await rm(join(primary.directory, 'dump.rdb'), { force: true });
      await primary.start();
      await untilState(cluster, 'ok');
      await untilInfo(node(cluster, 3), 'master_link_status', (value) => value === 'up');
      await untilViewsClear(cluster);
    },
    want: [
      ...on('persistence/primary-restarts-empty', 0),
      ...on('aof/not-enabled', 0),
      ...on('aof/off-after-restart', 0),
      ...on('topology/node-restarted', 0),
      'persistence/keys-lost-on-restart @ shard 0',
      'config/differs-between-nodes',
    ],
  },
  {
    name: 'appendfsync no everywhere',
    deed: (cluster) => everywhere(cluster, 'CONFIG', 'SET', 'appendfsync', 'no'),
    want: on('aof/fsync-not-as-declared', 0, 1, 2, 3, 4, 5),
    info: ['config/change-not-saved'],
  },
  {
    name: 'save points on a primary, and one is reached',
    deed: async (cluster) => {
      const primary = node(cluster, 0);
      await primary.send('CONFIG', 'SET', 'save', '2 1');
      const before = Number(await primary.send('LASTSAVE'));
      await waitUntil(
        async () => {
          await primary.sendAll([
            ['SET', 'key:0', '1'],
            ['SET', 'key:1', '1'],
            ['SET', 'key:2', '1'],
            ['SET', 'key:3', '1'],
          ]);
          return Number(await primary.send('LASTSAVE')) > before;
        },
        { timeoutMs: 60_000, what: 'the save point to be reached', everyMs: 300 },
      );
      await untilInfo(primary, 'rdb_bgsave_in_progress', (value) => value === '0');
    },
    want: [...on('rdb/save-points-on-primary', 0), ...on('rdb/save-ran-on-primary', 0), 'config/differs-between-nodes'],
  },
  {
    name: 'a save fails because its file cannot be put in place',
    deed: async (cluster) => {
      const replica = node(cluster, 3);
      await rm(join(replica.directory, 'dump.rdb'), { force: true });
      await mkdir(join(replica.directory, 'dump.rdb', 'full'), { recursive: true });
      await replica.send('BGSAVE');
      await untilInfo(replica, 'rdb_last_bgsave_status', (value) => value === 'err');
    },
    want: on('rdb/last-save-failed', 3),
  },
  {
    name: 'the disk under the AOF is full',
    deed: async (cluster) => {
      const primary = node(cluster, 0);
      const increment = join(primary.directory, 'appendonlydir', 'appendonly.aof.2.incr.aof');
      await rm(increment, { force: true });
      await symlink('/dev/full', increment);
      await primary.send('BGREWRITEAOF');
      await untilInfo(primary, 'aof_rewrite_in_progress', (value) => value === '0');
      await waitUntil(
        async () => {
          await primary.sendAll([
            ['SET', 'key:0', '1'],
            ['SET', 'key:1', '1'],
            ['SET', 'key:2', '1'],
            ['SET', 'key:3', '1'],
          ]);
          return String(await primary.send('INFO', 'persistence')).includes('aof_last_write_status:err');
        },
        { timeoutMs: 60_000, what: 'the AOF to fail', everyMs: 500 },
      );
    },
    want: [...on('aof/write-failed', 0), ...on('persistence/writes-refused', 0)],
  },
  {
    name: 'a script holds a primary for 300 ms',
    audit: { options: slowHoweverLong },
    deed: (cluster) => holdWithScript(node(cluster, 0), 300),
    want: [...on('slowlog/slow-command', 0), ...on('latency/command-spike', 0)],
  },
  {
    name: 'a script holds a primary for 1200 ms',
    deed: (cluster) => holdWithScript(node(cluster, 0), 1200),
    want: [...on('slowlog/very-slow-command', 0), ...on('latency/command-spike', 0)],
  },
  {
    name: 'the default user loses its rights',
    cluster: {
      usersAcl: 'user default on nopass ~* &* +@all\nuser auditor on >secret ~* &* +@all\n',
      config: ['masteruser auditor', 'masterauth secret'],
      login: { username: 'auditor', password: 'secret' },
    },
    audit: { connection: { username: 'auditor', password: 'secret' } },
    deed: (cluster) => everywhere(cluster, 'ACL', 'SETUSER', 'default', '-@all'),
    want: replaysWithEveryRight((await testServer()).version) ? [] : on('aof/replay-blocked-by-acl', 0, 1, 2, 3, 4, 5),
  },
];

const storms: readonly Scenario[] = [
  {
    name: 'clients ask for CLUSTER SLOTS all the time',
    // On a loaded machine the node may be so busy with them that the others would take it for dead.
    cluster: { nodeTimeoutMs: 15_000 },
    deed: async (cluster) => {
      const questions = Array.from({ length: 6000 }, (): [string, string] => ['CLUSTER', 'SLOTS']);
      await Promise.all(Array.from({ length: 10 }, () => node(cluster, 0).sendAll(questions, 120_000)));
    },
    want: on('commands/topology-storm', 0),
  },
];

describe('a cluster in the reference configuration', () => {
  playAll(healthy);
});

describe('one fault at a time', () => {
  playAtOnce(faults);
  playAll(storms);
});
