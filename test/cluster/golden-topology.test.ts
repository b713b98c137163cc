import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import { waitUntil } from '../harness/cluster.ts';
import { nodeAt, on, playAtOnce, playInTurn, type Scenario, untilViews } from './scenario.ts';

const node = (cluster: LocalCluster, index: number) => nodeAt(cluster.nodes, index);

const onOneCluster: readonly Scenario[] = [
  {
    name: 'topology/slot-left-open: one side only',
    deed: (cluster) => node(cluster, 0).send('CLUSTER', 'SETSLOT', 100, 'MIGRATING', node(cluster, 1).nodeId),
    want: on('topology/slot-left-open', 0),
    undo: (cluster) => node(cluster, 0).send('CLUSTER', 'SETSLOT', 100, 'STABLE'),
  },
  {
    name: 'topology/slot-left-open: both sides, and nobody moves it',
    deed: async (cluster, auditBetween) => {
      await node(cluster, 1).send('CLUSTER', 'SETSLOT', 100, 'IMPORTING', node(cluster, 0).nodeId);
      await node(cluster, 0).send('CLUSTER', 'SETSLOT', 100, 'MIGRATING', node(cluster, 1).nodeId);
      const { findings } = await auditBetween();
      const judged = findings.filter(({ rule }) => rule === 'topology/slot-left-open');
      // Of the three primaries, and of the replicas.
      expect(judged.map(({ status }) => status).sort()).toEqual([
        ...Array(3).fill('pass'),
        ...Array(3).fill('skipped'),
      ]);
    },
    want: on('topology/slot-left-open', 0, 1),
    undo: async (cluster) => {
      await node(cluster, 0).send('CLUSTER', 'SETSLOT', 100, 'STABLE');
      await node(cluster, 1).send('CLUSTER', 'SETSLOT', 100, 'STABLE');
    },
  },
  {
    name: 'replication/no-promotable-replica',
    deed: async (cluster) => {
      await node(cluster, 3).send('CONFIG', 'SET', 'cluster-replica-no-failover', 'yes');
      await untilViews(cluster, 'all to know it', (view) => view.includes('nofailover'));
    },
    want: ['replication/no-promotable-replica @ shard 0', 'config/differs-between-nodes'],
    undo: async (cluster) => {
      await node(cluster, 3).send('CONFIG', 'SET', 'cluster-replica-no-failover', 'no');
      await untilViews(cluster, 'all to know it', (view) => !view.includes('nofailover'));
    },
  },
];

/** 22 MiB in pieces: the sockets between the two take up to 6 MiB of it. */
const writes = Array.from({ length: 22 }, () => ['SET', '{b}', 'x'.repeat(2 ** 20)]);

const onClustersOfTheirOwn: readonly Scenario[] = [
  {
    name: 'replication/output-buffer-filling: a replica reads nothing',
    // The replica is not to be taken for dead; 24 MiB are few, but quickly written.
    cluster: {
      nodeTimeoutMs: 30_000,
      config: ['repl-backlog-size 24mb', 'client-output-buffer-limit replica 24mb 0 0'],
    },
    audit: {
      policy: { maxLossSeconds: 3600 },
      options: {
        'replication/output-limit-too-small': { minHardMiB: 24 },
        'topology/node-unreachable': { timeoutMs: 2000 },
      },
    },
    deed: async (cluster) => {
      node(cluster, 3).freeze();
      await node(cluster, 0).sendAll(writes, 60_000);
    },
    want: [...on('replication/output-buffer-filling', 0), ...on('topology/node-unreachable', 3)],
  },
  {
    name: 'topology/bus-link-broken: a node announces a bus port that nobody can reach',
    // It is to be judged before anybody takes the node for dead.
    cluster: { nodeTimeoutMs: 30_000 },
    deed: async (cluster) => {
      const target = node(cluster, 5);
      await target.send('CONFIG', 'SET', 'cluster-announce-bus-port', 1);
      const unlinked = new RegExp(`^${target.nodeId} .* disconnected`, 'm');
      const others = cluster.nodes.filter((each) => each !== target);
      await waitUntil(
        async () => {
          const views = await Promise.all(others.map((each) => each.send('CLUSTER', 'NODES')));
          return views.every((view) => unlinked.test(String(view)));
        },
        { timeoutMs: 60_000, what: 'all to lose the link', everyMs: 100 },
      );
    },
    want: on('topology/bus-link-broken', 0, 1, 2, 3, 4),
  },
  {
    // With its data it claims the slots of its keys, as nobody else has them in its eyes.
    name: 'topology/ghost-member and topology/slot-claimed-twice: a replica loses its nodes.conf',
    audit: (cluster) => ({ seeds: cluster.nodes.map(({ address }) => address) }),
    deed: async (cluster, auditBetween) => {
      const lost = node(cluster, 5);
      await lost.kill();
      await rm(join(lost.directory, 'nodes.conf'));
      await lost.start();
      const ghost = new RegExp(`^${lost.nodeId} \\S+ \\S*noaddr`, 'm');
      const others = cluster.nodes.filter((each) => each !== lost);
      await waitUntil(
        async () => {
          const views = await Promise.all(others.map((each) => each.send('CLUSTER', 'NODES')));
          return views.every((view) => ghost.test(String(view)));
        },
        { timeoutMs: 60_000, what: 'all to miss its address', everyMs: 100 },
      );
      const { findings } = await auditBetween();
      const changed = findings.find(({ rule }) => rule === 'topology/membership-changed');
      expect(changed).toMatchObject({ status: 'fail', evidence: { joined: [lost.address] } });
    },
    want: [
      'topology/ghost-member',
      'topology/slot-claimed-twice',
      'topology/shard-without-replica @ shard 2',
      'topology/views-disagree',
      'topology/cluster-state-fail',
    ],
    also: ({ findings }, cluster) => {
      const found = findings.find(({ rule }) => rule === 'topology/ghost-member');
      expect(found?.evidence).toMatchObject({
        ghosts: [{ nodeId: node(cluster, 5).nodeId, flag: 'noaddr', lastAddress: node(cluster, 5).address }],
      });
    },
  },
];

describe('on one cluster', () => {
  playInTurn(onOneCluster);
});

describe('on clusters of their own', () => {
  playAtOnce(onClustersOfTheirOwn);
});
