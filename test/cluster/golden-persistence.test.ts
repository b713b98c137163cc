import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import { waitUntil } from '../harness/cluster.ts';
import { everywhere, infoField, nodeAt, on, playInTurn, type Scenario, untilIdle, untilInfo } from './scenario.ts';

const node = (cluster: LocalCluster, index: number) => nodeAt(cluster.nodes, index);
const everyNode = [0, 1, 2, 3, 4, 5];

/** Lets each key take so long in the saves and rewrites that begin from now on. */
const slowSaves = (target: LocalNode, microseconds: number) =>
  target.send('CONFIG', 'SET', 'rdb-key-save-delay', microseconds);

/** Sends signals, in this order, to the child process that saves or rewrites. */
async function signalChild(target: LocalNode, ...signals: readonly NodeJS.Signals[]): Promise<void> {
  const children = await readFile(`/proc/${target.pid}/task/${target.pid}/children`, 'utf8');
  for (const child of children.trim().split(' ').filter(Boolean))
    for (const signal of signals) process.kill(Number(child), signal);
}

/** Keeps the child process from getting any further, however quick the machine is. */
const freezeChild = (target: LocalNode) => signalChild(target, 'SIGSTOP');

/** Ends the child process, frozen or not, as the server itself would: it counts as no failure. */
async function endChild(target: LocalNode): Promise<void> {
  await signalChild(target, 'SIGUSR1', 'SIGCONT');
  await untilIdle(target);
}

let reload: Promise<unknown>;

const settings: readonly Scenario[] = [
  {
    name: 'aof/rewrite-disabled and replication/replica-writable',
    deed: async (cluster) => {
      await everywhere(cluster, 'CONFIG', 'SET', 'auto-aof-rewrite-percentage', 0);
      await everywhere(cluster, 'CONFIG', 'SET', 'replica-read-only', 'no');
    },
    want: [...on('aof/rewrite-disabled', ...everyNode), ...on('replication/replica-writable', 3, 4, 5)],
    undo: async (cluster) => {
      await everywhere(cluster, 'CONFIG', 'SET', 'auto-aof-rewrite-percentage', 100);
      await everywhere(cluster, 'CONFIG', 'SET', 'replica-read-only', 'yes');
    },
  },
  {
    name: 'topology/too-few-replicas and topology/primary-count-unexpected, by what is declared',
    audit: { policy: { minReplicas: 2, shards: 5 }, options: { 'topology/shards-uneven': { failAboveRatio: 1 } } },
    deed: async () => undefined,
    want: [
      ...[0, 1, 2].map((shard) => `topology/too-few-replicas @ shard ${shard}`),
      'topology/primary-count-unexpected',
    ],
    info: ['topology/shards-uneven'],
  },
  {
    name: 'replication/min-replicas-blocks-writes',
    deed: async (cluster) => {
      await everywhere(cluster, 'CONFIG', 'SET', 'min-replicas-to-write', 2);
      await expect(node(cluster, 0).send('SET', '{b}', 'x')).rejects.toThrow('NOREPLICAS');
    },
    want: [...on('replication/min-replicas-blocks-writes', 0, 1, 2), ...on('commands/refused-by-cluster', 0)],
    undo: (cluster) => everywhere(cluster, 'CONFIG', 'SET', 'min-replicas-to-write', 0),
  },
];

const files: readonly Scenario[] = [
  {
    name: 'aof/rewrite-failed: a directory stands where the next file is to be',
    deed: async (cluster) => {
      const primary = node(cluster, 0);
      await mkdir(join(primary.directory, 'appendonlydir', 'appendonly.aof.2.base.rdb', 'full'), { recursive: true });
      await primary.send('BGREWRITEAOF');
      await untilInfo(primary, 'aof_last_bgrewrite_status', (value) => value === 'err');
    },
    want: on('aof/rewrite-failed', 0),
    undo: async (cluster) => {
      const primary = node(cluster, 0);
      await rm(join(primary.directory, 'appendonlydir', 'appendonly.aof.2.base.rdb'), { recursive: true });
      await primary.send('BGREWRITEAOF');
      await untilInfo(primary, 'aof_last_bgrewrite_status', (value) => value === 'ok');
      await untilIdle(primary);
    },
  },
  {
    name: 'rdb/save-too-long, aof/rewrite-stuck and aof/rewrite-overdue: a save stands still',
    audit: { options: { 'rdb/save-too-long': { standsAfterSeconds: 0 } } },
    deed: async (cluster, auditBetween) => {
      const replica = node(cluster, 3);
      await slowSaves(replica, 100_000);
      await replica.send('BGSAVE');
      await slowSaves(replica, 0);
      await replica.send('CONFIG', 'SET', 'auto-aof-rewrite-min-size', 1);
      await replica.send('BGREWRITEAOF');
      await freezeChild(replica);
      // What the child has told by then is read within a second.
      const ranFor = Number(await infoField(replica, 'rdb_current_bgsave_time_sec'));
      await untilInfo(replica, 'rdb_current_bgsave_time_sec', (value) => Number(value) >= ranFor + 2);
      await auditBetween();
    },
    want: [
      ...on('rdb/save-too-long', 3),
      ...on('aof/rewrite-stuck', 3),
      ...on('aof/rewrite-overdue', 3),
      'config/differs-between-nodes',
    ],
    undo: async (cluster) => {
      await node(cluster, 3).send('CONFIG', 'SET', 'auto-aof-rewrite-min-size', '64mb');
      await endChild(node(cluster, 3));
    },
  },
  {
    name: 'rdb/save-refused: BGSAVE meets a rewrite',
    deed: async (cluster) => {
      const replica = node(cluster, 3);
      await slowSaves(replica, 1000);
      await replica.send('BGREWRITEAOF');
      await expect(replica.send('BGSAVE')).rejects.toThrow('BGSAVE');
      await slowSaves(replica, 0);
      await untilIdle(replica);
    },
    want: on('rdb/save-refused', 3),
  },
  {
    name: 'rdb/save-points-not-honoured: they are reached and the file cannot be put in place',
    deed: async (cluster) => {
      const [primary, replica] = [node(cluster, 0), node(cluster, 3)];
      await rm(join(replica.directory, 'dump.rdb'), { force: true });
      await mkdir(join(replica.directory, 'dump.rdb', 'full'), { recursive: true });
      await replica.send('CONFIG', 'SET', 'save', '1 1');
      await primary.send('SET', '{b}', 'x');
      await untilInfo(replica, 'rdb_last_bgsave_status', (value) => value === 'err');
      await waitUntil(
        async () => {
          const saved = Number(await infoField(replica, 'rdb_last_save_time'));
          return Number(await infoField(replica, 'server_time_usec')) / 1e6 - saved > 3;
        },
        { timeoutMs: 60_000, what: 'the save point to be missed', everyMs: 100 },
      );
      await untilIdle(replica);
    },
    want: [
      ...on('rdb/last-save-failed', 3),
      ...on('rdb/save-points-not-honoured', 3),
      // With save points a replica refuses PING as well.
      ...on('persistence/writes-refused', 3),
      'config/differs-between-nodes',
    ],
    info: ['rdb/save-points-on-replica'],
    undo: async (cluster) => {
      const replica = node(cluster, 3);
      await replica.send('CONFIG', 'SET', 'save', '');
      await rm(join(replica.directory, 'dump.rdb'), { recursive: true });
      await untilIdle(replica);
      await replica.send('BGSAVE');
      await untilInfo(replica, 'rdb_last_bgsave_status', (value) => value === 'ok');
      await untilIdle(replica);
    },
  },
  {
    name: 'topology/node-loading',
    deed: async (cluster) => {
      const replica = node(cluster, 4);
      await replica.send('CONFIG', 'SET', 'loading-process-events-interval-bytes', 1024);
      await replica.send('CONFIG', 'SET', 'key-load-delay', 2000);
      reload = replica.sendAll([['DEBUG', 'RELOAD']], 60_000);
      await waitUntil(async () => String((await replica.sendAll([['PING']]))[0]).includes('LOADING'), {
        timeoutMs: 60_000,
        what: 'the replica to load',
        everyMs: 20,
      });
    },
    want: on('topology/node-loading', 4),
    undo: async (cluster) => {
      await reload;
      await node(cluster, 4).send('CONFIG', 'SET', 'key-load-delay', 0);
    },
  },
  {
    // The last one: nothing takes the keys away again.
    name: 'replication/key-counts-diverge',
    // A ping between the two readings would make the offsets differ.
    prepare: (cluster) => everywhere(cluster, 'CONFIG', 'SET', 'repl-ping-replica-period', 3600),
    deed: (cluster) => node(cluster, 5).send('DEBUG', 'POPULATE', 500),
    want: [...on('replication/key-counts-diverge', 5), ...on('commands/debugging-used', 5)],
  },
];

describe('persistence and replication, on one cluster', () => {
  playInTurn([...settings, ...files]);
});
