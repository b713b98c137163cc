import { appendFile, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect } from '@jest/globals';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import type { TestAudit } from '../harness/audits.ts';
import { hosts, natMapOf, setClockAhead, useFarNodes } from '../harness/far-node.ts';
import {
  everywhere,
  nodeAt,
  on,
  playAll,
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
const natMapped = (cluster: LocalCluster): TestAudit => ({ connection: { natMap: natMapOf(cluster) } });

/** What is so in all of them: nobody on loopback would mind, and the map names every place that a node may move to. */
const always = ['auditor/policy-outdated', 'security/no-authentication', 'security/tls-off'];

/** Starts the node again at another host; everybody it links to hears of that at once. */
async function move(cluster: LocalCluster, index: number, host: string | undefined, deaf?: LocalNode): Promise<void> {
  const target = node(cluster, index);
  await target.stop();
  await appendFile(target.configFile, `cluster-announce-ip ${host}\n`);
  await target.start();
  const nodes = cluster.nodes.filter((each) => each !== deaf);
  await untilViews({ ...cluster, nodes }, `all to know node ${index} at ${host}`, (view) =>
    view.includes(`${target.nodeId} ${host}:${target.port}@`),
  );
  await untilInfo(target, 'master_link_status', (value) => value === 'up');
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
    deed: (cluster) => move(cluster, 3, placement[0]),
    want: [...always, 'topology/host-loss-stops-cluster', ...on('topology/node-restarted', 3)],
    undo: (cluster) => move(cluster, 3, placement[3]),
  },
  {
    name: 'topology/announced-address-stale: a node moves, and one of the others does not hear of it',
    deed: async (cluster) => {
      const deaf = node(cluster, 1);
      // To what it asks itself it gets answers, which tell it nothing of addresses.
      await deaf.send('DEBUG', 'DROP-CLUSTER-PACKET-FILTER', 0);
      await move(cluster, 5, hosts[3], deaf);
    },
    want: [
      ...always,
      ...on('topology/announced-address-stale', 5),
      ...on('topology/node-restarted', 5),
      ...on('commands/debugging-used', 1),
    ],
    undo: async (cluster) => {
      await node(cluster, 1).send('DEBUG', 'DROP-CLUSTER-PACKET-FILTER', -1);
      await move(cluster, 5, placement[5]);
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
    prepare: untilViewsClear,
    deed: async (cluster) => {
      await setClockAhead(node(cluster, 4), 6);
      // Once its clock has jumped, it misses everybody's answers for a moment, and drops its links within a second.
      await delay(2000);
      await untilViewsClear(cluster);
    },
    want: [...always, ...on('latency/clock-skew', 4)],
  },
];

const announcing = {
  nodeTimeoutMs: 15_000,
  nodeConfig: Object.fromEntries(placement.map((host, index) => [index, [`cluster-announce-ip ${host}`]])),
};

describe('nodes on several hosts, on one cluster', () => {
  const behindNat = scenarios.map((scenario) => ({ audit: natMapped, ...scenario }));
  playInTurn(behindNat, { ...announcing, environment: useFarNodes() });
});

const guarded: Scenario = {
  name: 'security/no-authentication and security/tls-off pass with TLS and a password',
  audit: async ({ nodes, certificates }) => {
    const natMap = Object.fromEntries(
      nodes.map(({ index, port, address }) => [`${placement[index]}:${port}`, address]),
    );
    const ca = await readFile(certificates?.ca ?? '', 'utf8');
    return {
      seeds: Object.keys(natMap),
      connection: { natMap, password: 'secret', tls: { ca, servername: 'localhost' } },
    };
  },
  prepare: untilAllAnnounced,
  deed: async () => undefined,
  want: [],
  also: ({ findings }) => {
    const judged = findings.filter(({ rule }) => /no-authentication|tls-off/.test(rule));
    expect(judged.map(({ status }) => status)).toEqual(['pass', 'pass']);
  },
};

describe('nodes on several hosts, guarded', () => {
  const environment = useFarNodes();
  playAll([guarded], { ...announcing, environment, tls: 'server', password: 'secret' });
});
