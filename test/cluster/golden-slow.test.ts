import { readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import { waitUntil } from '../harness/cluster.ts';
import { slowDown, speedUp, useSlowNodes } from '../harness/slow-node.ts';
import { infoField, nodeAt, on, playInTurn, type Scenario, untilIdle, untilInfo, untilViewsClear } from './scenario.ts';

const node = (cluster: LocalCluster, index: number) => nodeAt(cluster.nodes, index);

const MIB = 2 ** 20;

/** 16 MB in pieces that are small enough to be read one by one. */
const writes = Array.from({ length: 1600 }, () => ['SET', '{b}', 'x'.repeat(10_000)]);

/** The process that saves for a node, or sends its dataset to a replica. */
async function childOf({ pid }: LocalNode): Promise<number> {
  const [, child] = /^(\d+)/.exec(await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')) ?? [];
  if (child === undefined) throw new Error(`${pid} has no child`);
  return Number(child);
}

/** Such a process that stands still. */
let sender: number | undefined;

const scenarios: readonly Scenario[] = [
  {
    name: 'replication/replica-lagging: a replica takes less than is written',
    audit: { policy: { maxLossSeconds: 3600 }, options: { 'replication/replica-lagging': { failAboveMiB: 4 } } },
    deed: async (cluster) => {
      await slowDown(node(cluster, 3), 'loop', 20);
      await node(cluster, 0).sendAll(writes, 30_000);
    },
    want: on('replication/replica-lagging', 3),
    undo: async (cluster) => {
      await speedUp(node(cluster, 3), 'loop');
      const written = Number(await infoField(node(cluster, 0), 'master_repl_offset'));
      await untilInfo(node(cluster, 3), 'slave_repl_offset', (value) => Number(value) >= written);
    },
  },
  {
    name: 'replication/sync-stuck: the process that sends the dataset stands still',
    prepare: async (cluster) => {
      const [primary, replica] = [node(cluster, 1), node(cluster, 4)];
      // Microseconds for each key: 10 s, so that it is still at it when it is stopped.
      await primary.send('CONFIG', 'SET', 'rdb-key-save-delay', 5000);
      await replica.kill();
      await rm(join(replica.directory, 'appendonlydir'), { recursive: true });
      await rm(join(replica.directory, 'dump.rdb'), { force: true });
      await replica.start();
      await untilInfo(replica, 'master_sync_read_bytes', (value) => Number(value) > 0);
      sender = await childOf(primary);
      process.kill(sender, 'SIGSTOP');
      await untilViewsClear(cluster);
    },
    deed: async () => undefined,
    want: on('replication/sync-stuck', 4),
    undo: async (cluster) => {
      await node(cluster, 1).send('CONFIG', 'SET', 'rdb-key-save-delay', 0);
      if (sender !== undefined) process.kill(sender, 'SIGKILL');
      await untilInfo(node(cluster, 4), 'master_link_status', (value) => value === 'up');
    },
  },
  {
    name: 'aof/buffer-growing: the disk takes nothing any more',
    audit: { options: { 'aof/buffer-growing': { failAboveMiB: 4 } } },
    deed: async (cluster) => {
      const target = node(cluster, 2);
      // The file that its next rewrite begins.
      await symlink('/dev/full', join(target.directory, 'appendonlydir', 'appendonly.aof.2.incr.aof'));
      await target.send('BGREWRITEAOF');
      await untilIdle(target);
      await waitUntil(
        async () => {
          await target.sendAll([['SET', '{a}', 'x'.repeat(8 * MIB)]]);
          return (await infoField(target, 'aof_last_write_status')) === 'err';
        },
        { timeoutMs: 60_000, what: 'a write to fail' },
      );
    },
    want: [...on('aof/buffer-growing', 2), ...on('aof/write-failed', 2), ...on('persistence/writes-refused', 2)],
  },
];

describe('slow disks, slow replicas and processes that stand still, on one cluster', () => {
  playInTurn(scenarios, { nodeTimeoutMs: 15_000, environment: useSlowNodes() });
});
