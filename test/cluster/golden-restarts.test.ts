import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { isAtLeast } from '../../lib/core/version.ts';
import { freeBasePort } from '../../lib/demo/free-ports.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import { startAsBefore, startWith, useChoosableServer } from '../harness/choosable-server.ts';
import { waitUntil } from '../harness/cluster.ts';
import { availableServers, leavesChains, testServer } from '../harness/servers.ts';
import {
  holdWithScript,
  nodeAt,
  on,
  playAll,
  playInTurn,
  type Scenario,
  untilInfo,
  untilReplicaOf,
  untilState,
  untilViews,
  untilViewsClear,
} from './scenario.ts';

const node = (cluster: LocalCluster, index: number) => nodeAt(cluster.nodes, index);

async function restart(cluster: LocalCluster, target: LocalNode): Promise<void> {
  await target.stop();
  await target.start();
  await untilInfo(target, 'master_link_status', (value) => value === 'up');
  await untilViewsClear(cluster);
}

const before = new Map<LocalNode, string>();

/** With more lines in its file. */
async function restartChanged(cluster: LocalCluster, index: number, ...lines: readonly string[]): Promise<void> {
  const target = node(cluster, index);
  before.set(target, await readFile(target.configFile, 'utf8'));
  await appendFile(target.configFile, `${lines.join('\n')}\n`);
  await restart(cluster, target);
}

async function restartAsBefore(cluster: LocalCluster, index: number): Promise<void> {
  const target = node(cluster, index);
  await startAsBefore(target);
  await writeFile(target.configFile, before.get(target) ?? (await readFile(target.configFile, 'utf8')));
  await restart(cluster, target);
}

const { version } = await testServer();
const newer = (await availableServers()).find(
  (each) => each.version.engine === version.engine && isAtLeast(each.version, version.major, version.minor + 1),
);
const hugePages = await readFile('/sys/kernel/mm/transparent_hugepage/enabled', 'utf8').catch(() => '');

const scenarios: readonly Scenario[] = [
  {
    name: 'security/debug-commands-allowed',
    deed: (cluster) => restartChanged(cluster, 4, 'enable-debug-command yes'),
    want: [
      ...on('security/debug-commands-allowed', 4),
      ...on('topology/node-restarted', 4),
      'config/differs-between-nodes',
    ],
    undo: (cluster) => restartAsBefore(cluster, 4),
  },
  {
    name: 'topology/engine-versions-differ: an upgrade that stopped after one replica',
    impossible: newer === undefined ? 'there is no newer server on this machine' : undefined,
    deed: async (cluster) => {
      await startWith(node(cluster, 5), { server: newer?.path ?? '' });
      await restart(cluster, node(cluster, 5));
    },
    want: ['topology/engine-versions-differ', ...on('topology/node-restarted', 5)],
    undo: async (cluster) => {
      await node(cluster, 5).kill();
      // What the newer one wrote, the older one cannot read.
      await rm(join(node(cluster, 5).directory, 'appendonlydir'), { recursive: true });
      await restartAsBefore(cluster, 5);
    },
  },
  {
    name: 'latency/huge-pages-in-use: a memory allocator that asks for them',
    impossible: /\[(?:always|madvise)\]/.test(hugePages) ? undefined : 'the kernel gives no huge pages',
    prepare: async (cluster) => {
      await startWith(node(cluster, 3), { environment: { MALLOC_CONF: 'thp:always' } });
      await restartChanged(cluster, 3, 'disable-thp no');
      // A piece of memory with room for several of them.
      const large = ['SET', '{b}', 'x'.repeat(8 * 2 ** 20)];
      await node(cluster, 0).sendAll([large, ['WAIT', 1, 20_000]], 30_000);
      const memory = () => readFile(`/proc/${node(cluster, 3).pid}/smaps_rollup`, 'utf8');
      await waitUntil(async () => /^AnonHugePages: +[1-9]/m.test(await memory()), {
        timeoutMs: 60_000,
        what: 'node 3 to hold huge pages',
      });
    },
    deed: async (cluster) => {
      const target = node(cluster, 3);
      // The doctor is asked where something took long.
      await target.send('CONFIG', 'SET', 'latency-monitor-threshold', 1);
      await holdWithScript(target, 2);
      await target.send('CONFIG', 'SET', 'latency-monitor-threshold', 100);
    },
    want: on('latency/huge-pages-in-use', 3),
    undo: (cluster) => restartAsBefore(cluster, 3),
  },
  {
    name: 'topology/replica-misplaced: a primary without slots becomes a replica, and its own replica stays',
    impossible: leavesChains(version) ? undefined : 'the replica finds its primary by itself',
    deed: async (cluster) => {
      await makeEmptyPrimary(cluster);
      await node(cluster, 3).send('CLUSTER', 'REPLICATE', node(cluster, 0).nodeId);
      await untilReplicaOf(cluster, node(cluster, 3), node(cluster, 0));
      await untilState(cluster, 'ok');
    },
    // CLUSTER RESET is no command for every day.
    want: [
      ...on('topology/replica-misplaced', 5),
      ...on('commands/debugging-used', 3),
      'topology/shard-without-replica @ shard 2',
    ],
  },
];

/** Node 3 is a primary that has nothing but a replica, node 5. */
async function makeEmptyPrimary(cluster: LocalCluster): Promise<void> {
  const [first, empty, last] = [node(cluster, 0), node(cluster, 3), node(cluster, 5)];
  await empty.send('CLUSTER', 'RESET', 'SOFT');
  await empty.send('CLUSTER', 'MEET', first.host, first.port);
  const known = new RegExp(`^${empty.nodeId} \\S+ \\S*master`, 'm');
  await untilViews(
    cluster,
    'all to know node 3 as a primary',
    (view) => known.test(view) && view.includes(last.nodeId),
  );
  await last.send('CLUSTER', 'REPLICATE', empty.nodeId);
  await untilReplicaOf(cluster, last, empty);
}

describe('nodes that are started as something else, on one cluster', () => {
  playInTurn(scenarios, { nodeTimeoutMs: 15_000, server: useChoosableServer() });
});

const encrypted: Scenario = {
  name: 'security/plaintext-port-open',
  audit: async ({ certificates }) => ({
    connection: { tls: { ca: certificates === null ? '' : await readFile(certificates.ca, 'utf8') } },
  }),
  deed: async (cluster) => {
    await restartChanged(cluster, 4, `port ${await freeBasePort(1, node(cluster, 4).host)}`);
    await untilViewsClear(cluster);
  },
  want: [...on('security/plaintext-port-open', 4), ...on('topology/node-restarted', 4)],
};

describe('nodes with TLS', () => {
  playAll([encrypted], { tls: 'server', nodeTimeoutMs: 15_000 });
});
