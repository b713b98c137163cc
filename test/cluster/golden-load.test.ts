import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe } from '@jest/globals';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import { waitUntil } from '../harness/cluster.ts';
import { useCompiled } from '../harness/compiled.ts';
import { connectMany, connectRaw, encode, startOfSet } from '../harness/raw-client.ts';
import {
  everywhere,
  nodeAt,
  on,
  playInTurn,
  type Scenario,
  untilIdle,
  untilInfo,
  untilViewsClear,
} from './scenario.ts';

const node = (cluster: LocalCluster, index: number) => nodeAt(cluster.nodes, index);
const set = (cluster: LocalCluster, name: string, value: string | number) =>
  everywhere(cluster, 'CONFIG', 'SET', name, value);

const tinyModule = useCompiled('tiny-module');

const MIB = 2 ** 20;

/** Connections that a scenario leaves open until it is over. */
const open: Socket[] = [];

function closeAll(): Promise<void> {
  for (const socket of open.splice(0)) socket.destroy();
  return Promise.resolve();
}

/**
 * A script for each `i` below `count`, in pieces: one long one would be a slow command, and many at once a replica that
 * lags behind.
 */
async function forEach(target: LocalNode, count: number, script: string): Promise<void> {
  const loop = `for i = tonumber(ARGV[1]), tonumber(ARGV[1]) + ${PIECE - 1} do ${script} end`;
  for (let first = 0; first < count; first += PIECE)
    await target.sendAll([
      ['EVAL', loop, 1, '{b}', first],
      ['WAIT', 1, 20_000],
    ]);
}

/** Turns of one script; numbers of turns are multiples of it. */
const PIECE = 500;

async function untilAbove(target: LocalNode, field: string, above: number): Promise<void> {
  await untilInfo(target, field, (value) => Number(value) > above);
}

const clients: readonly Scenario[] = [
  {
    name: 'clients/rejected',
    deed: async (cluster) => {
      const target = node(cluster, 0);
      await target.send('CONFIG', 'SET', 'maxclients', 40);
      open.push(...(await connectMany(target, 60)));
      await waitUntil(() => open.some(({ closed, readableLength }) => closed || readableLength > 0), {
        timeoutMs: 60_000,
        what: 'a connection to be turned away',
      });
      await closeAll();
      await waitUntil(async () => (await target.send('CONFIG', 'SET', 'maxclients', 10_000).catch(() => '')) === 'OK', {
        timeoutMs: 60_000,
        what: 'a connection that is not turned away',
      });
    },
    want: on('clients/rejected', 0),
    undo: closeAll,
  },
  {
    name: 'clients/dropped-for-buffers: a client asks for much and reads nothing',
    prepare: async (cluster) => {
      await set(cluster, 'maxmemory-clients', '8mb');
      await node(cluster, 0).sendAll([
        ['SET', '{b}', 'x'.repeat(MIB)],
        ['WAIT', 1, 20_000],
      ]);
    },
    deed: async (cluster) => {
      const client = await connectRaw(node(cluster, 0));
      open.push(client);
      client.write(encode(Array.from({ length: 40 }, () => ['GET', '{b}'])));
      await untilInfo(node(cluster, 0), 'evicted_clients', (value) => Number(value) > 0);
    },
    want: on('clients/dropped-for-buffers', 0),
    undo: async (cluster) => {
      await closeAll();
      await set(cluster, 'maxmemory-clients', 0);
    },
  },
  {
    name: 'security/permission-denials',
    prepare: (cluster) => everywhere(cluster, 'ACL', 'SETUSER', 'guest', 'on', '>guest', '+ping'),
    deed: (cluster) =>
      node(cluster, 2).sendAll([['AUTH', 'guest', 'guest'], ...Array.from({ length: 12 }, () => ['GET', '{b}'])]),
    want: [],
    info: ['security/permission-denials'],
    undo: (cluster) => everywhere(cluster, 'ACL', 'DELUSER', 'guest'),
  },
];

const spikes: readonly Scenario[] = [
  {
    name: 'config/modules-differ and latency/background-spike: a module on one node keeps it to itself',
    deed: async (cluster) => {
      const target = node(cluster, 4);
      // The node notices when it wakes, a tenth of a second later at most, and waits for the rest.
      await target.send('MODULE', 'LOAD', tinyModule, 400);
      await waitUntil(async () => String(await target.send('LATENCY', 'LATEST')).includes('module-acquire-GIL'), {
        timeoutMs: 60_000,
        what: 'the module to have held the node',
      });
    },
    want: ['config/modules-differ'],
    info: ['latency/background-spike'],
    undo: (cluster) => node(cluster, 4).send('MODULE', 'UNLOAD', 'tiny'),
  },
  {
    name: 'latency/deletion-spike: a big hash expires',
    audit: { options: { 'latency/deletion-spike': { failAtMs: 1 } } },
    prepare: async (cluster) => {
      await set(cluster, 'latency-monitor-threshold', 1);
      await forEach(node(cluster, 0), 100_000, "redis.call('HSET', '{b}hash', 'field ' .. i, i)");
    },
    deed: async (cluster) => {
      await node(cluster, 0).send('PEXPIRE', '{b}hash', 1);
      // Nobody asks for the hash: that would be a slow command.
      await untilAbove(node(cluster, 0), 'expired_keys', 0);
    },
    want: on('latency/deletion-spike', 0),
    undo: (cluster) => set(cluster, 'latency-monitor-threshold', 100),
  },
];

const memory: readonly Scenario[] = [
  {
    // Without a swap disk: memory that a server reserved for a client and never touched is as far away.
    name: 'memory/swapped-out: memory in use that the process does not hold',
    audit: { options: { 'memory/swapped-out': { minMiB: 64 } } },
    deed: async (cluster) => {
      const target = node(cluster, 1);
      const client = await connectRaw(target);
      open.push(client);
      client.write(startOfSet('{b}', 128 * MIB));
      await untilAbove(target, 'used_memory', 128 * MIB);
      await untilInfo(target, 'mem_fragmentation_ratio', (value) => Number(value) < 0.9);
    },
    want: on('memory/swapped-out', 1),
    undo: closeAll,
  },
  {
    name: 'memory/fragmented: of many values every fourth stays',
    // On a loaded machine some of the pieces take long, and that is not what this is about.
    audit: {
      options: {
        'memory/fragmented': { failAbove: 1.3, minMiB: 24 },
        'slowlog/many-slow-commands': { minCount: 1000 },
      },
    },
    prepare: (cluster) => forEach(node(cluster, 0), 64_000, "redis.call('SET', '{b}' .. i, string.rep('x', 1000))"),
    deed: async (cluster) => {
      await forEach(node(cluster, 0), 64_000, "if i % 4 > 0 then redis.call('DEL', '{b}' .. i) end");
      for (const index of [0, 3]) await untilAbove(node(cluster, index), 'mem_fragmentation_bytes', 24 * MIB);
    },
    want: [...on('memory/fragmented', 0, 3), 'persistence/keys-vanished'],
    undo: (cluster) => forEach(node(cluster, 0), 64_000, "redis.call('DEL', '{b}' .. i)"),
  },
  {
    name: 'persistence/fork-headroom-low, by its options: a client is in the middle of a large command',
    audit: { options: { 'persistence/fork-headroom-low': { failAbovePercent: 0 } } },
    prepare: async (cluster) => {
      const target = node(cluster, 0);
      const client = await connectRaw(target);
      open.push(client);
      client.write(startOfSet('{b}', 101 * MIB));
      client.write('x'.repeat(100 * MIB));
      if (client.writableNeedDrain) await once(client, 'drain');
      await untilAbove(target, 'used_memory_rss', 100 * MIB);
    },
    deed: async () => undefined,
    want: on('persistence/fork-headroom-low', 0),
    undo: closeAll,
  },
];

const declared: readonly Scenario[] = [
  {
    name: 'persistence/forks-too-frequent',
    deed: async (cluster) => {
      for (let time = 0; time < 4; time++) {
        await node(cluster, 0).send('BGREWRITEAOF');
        await untilIdle(node(cluster, 0));
      }
    },
    want: [],
    info: ['persistence/forks-too-frequent'],
  },
  {
    name: 'config/differs-from-declared: first as declared, then one is not',
    audit: { policy: { directives: { timeout: 0, 'maxmemory-policy': 'noeviction' } } },
    deed: (cluster) => node(cluster, 3).send('CONFIG', 'SET', 'timeout', 300),
    want: [...on('config/differs-from-declared', 3), 'config/differs-between-nodes'],
    undo: (cluster) => node(cluster, 3).send('CONFIG', 'SET', 'timeout', 0),
  },
  {
    name: 'replication/min-replicas-blocks-writes: the one replica is gone',
    prepare: async (cluster) => {
      await set(cluster, 'min-replicas-to-write', 1);
      for (const index of [0, 1, 2])
        await untilInfo(node(cluster, index), 'min_slaves_good_slaves', (value) => value === '1');
    },
    deed: async (cluster) => {
      await node(cluster, 3).kill();
      await untilInfo(node(cluster, 0), 'min_slaves_good_slaves', (value) => value === '0');
    },
    want: [...on('replication/min-replicas-blocks-writes', 0), ...on('topology/node-unreachable', 3)],
    undo: async (cluster) => {
      await node(cluster, 3).start();
      await set(cluster, 'min-replicas-to-write', 0);
      await untilInfo(node(cluster, 3), 'master_link_status', (value) => value === 'up');
      await untilViewsClear(cluster);
    },
  },
  {
    name: 'commands/keys-never-expire: first all of them do',
    audit: { policy: { use: 'sessions' } },
    prepare: async ({ primaries }) => {
      for (const primary of primaries) {
        const keys = await primary.send('KEYS', '*');
        if (Array.isArray(keys)) await primary.sendAll(keys.map((key) => ['EXPIRE', String(key), 3600]));
      }
    },
    deed: (cluster) => forEach(node(cluster, 0), 4000, "redis.call('SET', '{b}' .. i, i)"),
    want: [],
    info: ['commands/keys-never-expire'],
  },
];

describe('clients and what they write, on one cluster', () => {
  // Ended for a few seconds, a replica is not to be taken for dead.
  playInTurn([...clients, ...spikes, ...memory, ...declared], {
    nodeTimeoutMs: 30_000,
    config: ['lazyfree-lazy-expire no', 'enable-module-command local'],
  });
});
