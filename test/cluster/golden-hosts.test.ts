import { describe } from '@jest/globals';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import type { TestAudit } from '../harness/audits.ts';
import { hosts, natMapOf, setClockAhead, useFarNodes } from '../harness/far-node.ts';
import {
  everywhere,
  nodeAt,
  on,
  playInTurn,
  type Scenario,
  untilIdle,
  untilInfo,
  untilViews,
  untilViewsClear,
} from './scenario.ts';

const node = (cluster: LocalCluster, index: number) => nodeAt(cluster.nodes, index);

/** Three hosts, on each of them a primary and the replica of another one. */
const placement = [0, 1, 2, 1, 2, 0].map((host) => hosts[host]);

/** The nodes announce hosts that are not on loopback, and the auditor finds them behind a NAT. */
const behindNat = (cluster: LocalCluster): TestAudit => ({ connection: { natMap: natMapOf(cluster) } });

/** What is so in all of them, as nobody on loopback would mind. */
const always = ['security/no-authentication', 'security/tls-off'];

async function announce(cluster: LocalCluster, index: number, host: string | undefined): Promise<void> {
  const target = node(cluster, index);
  await target.send('CONFIG', 'SET', 'cluster-announce-ip', host ?? '');
  await untilViews(cluster, `all to know node ${index} at ${host}`, (view) =>
    view.includes(`${target.nodeId} ${host}:${target.port}@`),
  );
  await untilViewsClear(cluster);
}

async function untilAllAnnounced(cluster: LocalCluster): Promise<void> {
  const places = cluster.nodes.map(({ nodeId, index }) => `${nodeId} ${placement[index]}:`);
  await untilViews(cluster, 'all to know where all are', (view) => places.every((place) => view.includes(place)));
  await untilViewsClear(cluster);
  for (const { index } of cluster.replicas)
    await untilInfo(node(cluster, index), 'master_link_status', (value) => value === 'up');
}

const scenarios: readonly Scenario[] = [
  {
    name: 'security/no-authentication and security/tls-off: hosts that others can reach',
    prepare: untilAllAnnounced,
    deed: async () => undefined,
    want: always,
  },
  {
    name: 'topology/host-loss-stops-cluster: a replica moves to the host of its primary',
    deed: (cluster) => announce(cluster, 3, placement[0]),
    want: [...always, 'topology/host-loss-stops-cluster'],
    undo: (cluster) => announce(cluster, 3, placement[3]),
  },
  {
    name: 'topology/announced-address-stale: a node moves, and one of the others does not hear of it',
    deed: async (cluster) => {
      const [deaf, target] = [node(cluster, 1), node(cluster, 5)];
      await deaf.send('DEBUG', 'DROP-CLUSTER-PACKET-FILTER', 0);
      await target.send('CONFIG', 'SET', 'cluster-announce-ip', hosts[3]);
      const others = cluster.nodes.filter((each) => each !== deaf);
      await untilViews({ ...cluster, nodes: others }, 'the others to hear of it', (view) =>
        view.includes(`${target.nodeId} ${hosts[3]}:`),
      );
    },
    want: [...always, ...on('topology/announced-address-stale', 5), ...on('commands/debugging-used', 1)],
    undo: async (cluster) => {
      await node(cluster, 1).send('DEBUG', 'DROP-CLUSTER-PACKET-FILTER', -1);
      await announce(cluster, 5, placement[5]);
    },
  },
  {
    name: 'persistence/forks-overlap-on-host: two members on one host rewrite their files',
    prepare: (cluster) => everywhere(cluster, 'CONFIG', 'SET', 'rdb-key-save-delay', 2000),
    deed: async (cluster) => {
      for (const index of [1, 3]) await node(cluster, index).send('BGREWRITEAOF');
      for (const index of [1, 3])
        await untilInfo(node(cluster, index), 'aof_rewrite_in_progress', (value) => value === '1');
    },
    want: [...always, 'persistence/forks-overlap-on-host'],
    undo: async (cluster) => {
      await everywhere(cluster, 'CONFIG', 'SET', 'rdb-key-save-delay', 0);
      for (const index of [1, 3]) await untilIdle(node(cluster, index));
    },
  },
  {
    name: 'latency/clock-skew',
    deed: async (cluster) => {
      await setClockAhead(node(cluster, 4), 6);
      // Once its clock has jumped, it misses everybody's answers for a moment.
      await untilViewsClear(cluster);
    },
    want: [...always, ...on('latency/clock-skew', 4)],
  },
];

describe('nodes on several hosts, on one cluster', () => {
  playInTurn(
    scenarios.map((scenario) => ({ audit: behindNat, ...scenario })),
    {
      // Others hear of a new address within half of it.
      nodeTimeoutMs: 3000,
      environment: useFarNodes(),
      nodeConfig: Object.fromEntries(placement.map((host, index) => [index, [`cluster-announce-ip ${host}`]])),
    },
  );
});
