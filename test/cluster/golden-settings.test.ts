import { connect, type Socket } from 'node:net';
import { describe, expect } from '@jest/globals';
import { userIdentity } from '../../lib/core/user-identity.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import { everywhere, infoField, nodeAt, on, playInTurn, type Scenario, untilInfo } from './scenario.ts';

const node = (cluster: LocalCluster, index: number) => nodeAt(cluster.nodes, index);
const everyNode = [0, 1, 2, 3, 4, 5];
const set = (cluster: LocalCluster, name: string, value: string | number) =>
  everywhere(cluster, 'CONFIG', 'SET', name, value);

/** A limit of which the memory in use is this share. */
async function limitAt(cluster: LocalCluster, percent: number): Promise<void> {
  for (const each of cluster.nodes) {
    const used = Number(await infoField(each, 'used_memory'));
    await each.send('CONFIG', 'SET', 'maxmemory', Math.round((used * 100) / percent));
  }
}

const memory: readonly Scenario[] = [
  {
    name: 'memory/near-limit',
    deed: (cluster) => limitAt(cluster, 85),
    // Each node has a limit of its own.
    want: [...on('memory/near-limit', ...everyNode), 'config/differs-between-nodes'],
    info: ['config/changed-since-last-run'],
    undo: (cluster) => set(cluster, 'maxmemory', '256mb'),
  },
  {
    name: 'memory/at-limit and memory/writes-refused',
    deed: async (cluster) => {
      await set(cluster, 'maxmemory', '1mb');
      await expect(node(cluster, 0).send('SET', '{b}', 'x')).rejects.toThrow('OOM');
    },
    want: [...on('memory/at-limit', ...everyNode), ...on('memory/writes-refused', 0)],
    undo: (cluster) => set(cluster, 'maxmemory', '256mb'),
  },
  {
    name: 'memory/no-limit',
    deed: (cluster) => set(cluster, 'maxmemory', 0),
    want: on('memory/no-limit', ...everyNode),
    undo: (cluster) => set(cluster, 'maxmemory', '256mb'),
  },
  {
    name: 'memory/limits-exceed-host',
    deed: (cluster) => set(cluster, 'maxmemory', '1000gb'),
    want: ['memory/limits-exceed-host'],
    undo: (cluster) => set(cluster, 'maxmemory', '256mb'),
  },
  {
    name: 'memory/keys-evicted',
    deed: async (cluster) => {
      await node(cluster, 0).send('SET', '{b}', 'x');
      await set(cluster, 'maxmemory-policy', 'allkeys-lru');
      await set(cluster, 'maxmemory', '1mb');
      await untilInfo(node(cluster, 0), 'evicted_keys', (value) => Number(value) > 0);
      await set(cluster, 'maxmemory', '256mb');
    },
    // An empty database stays above so small a limit: every primary evicts all that it has.
    want: [...on('memory/keys-evicted', 0, 1, 2)],
    undo: (cluster) => set(cluster, 'maxmemory-policy', 'noeviction'),
  },
];

const clients: readonly Scenario[] = [
  {
    name: 'clients/limit-lowered',
    deed: (cluster) => set(cluster, 'maxclients', 992),
    want: on('clients/limit-lowered', ...everyNode),
    undo: (cluster) => set(cluster, 'maxclients', 10_000),
  },
  {
    name: 'clients/near-limit and clients/connection-storm, by their options',
    audit: {
      options: {
        'clients/near-limit': { failAbovePercent: 0 },
        'clients/connection-storm': { failAbovePerMinute: 0, minCount: 1 },
      },
    },
    deed: (cluster) => set(cluster, 'maxclients', 100),
    want: [...on('clients/near-limit', ...everyNode), ...on('clients/connection-storm', ...everyNode)],
    undo: (cluster) => set(cluster, 'maxclients', 10_000),
  },
];

const commands: readonly Scenario[] = [
  {
    name: 'commands/keys-used and slowlog/cleared',
    deed: async (cluster) => {
      await node(cluster, 0).send('KEYS', '*');
      await node(cluster, 0).send('SLOWLOG', 'RESET');
    },
    want: on('commands/keys-used', 0),
    info: ['slowlog/cleared'],
  },
  {
    name: 'commands/debugging-used',
    deed: (cluster) => node(cluster, 1).send('DEBUG', 'SLEEP', 0),
    want: on('commands/debugging-used', 1),
  },
  {
    name: 'commands/error-rate-high and commands/redirects-high',
    deed: async (cluster) => {
      const nonsense = Array.from({ length: 150 }, () => ['GET']);
      await node(cluster, 0).sendAll(nonsense);
      await node(cluster, 1).sendAll(Array.from({ length: 150 }, () => ['GET', '{b}']));
    },
    want: [...on('commands/error-rate-high', 0), ...on('commands/redirects-high', 1)],
  },
  {
    name: 'clients are sent on because a slot has moved',
    deed: async (cluster) => {
      await node(cluster, 1).sendAll(Array.from({ length: 150 }, () => ['GET', '{b}']));
      await node(cluster, 1).send('CLUSTER', 'SETSLOT', 0, 'STABLE');
    },
    want: [],
  },
  {
    name: 'commands/refused-by-cluster',
    deed: async (cluster) => {
      await node(cluster, 3).sendAll([['READONLY'], ['SET', '{b}', 'x']]);
      await set(cluster, 'min-replicas-to-write', 2);
      await expect(node(cluster, 0).send('SET', '{b}', 'x')).rejects.toThrow('NOREPLICAS');
      await set(cluster, 'min-replicas-to-write', 0);
    },
    want: on('commands/refused-by-cluster', 0),
  },
  {
    name: 'commands/keys-never-expire',
    audit: { policy: { use: 'sessions' }, options: { 'commands/keys-never-expire': { minKeys: 1 } } },
    deed: (cluster) => node(cluster, 0).send('SET', '{b}', 'x'),
    want: [],
    info: ['commands/keys-never-expire'],
  },
];

const settings: readonly Scenario[] = [
  {
    name: 'config/differs-between-nodes and config/changed-since-last-run',
    deed: (cluster) => node(cluster, 3).send('CONFIG', 'SET', 'timeout', 300),
    want: ['config/differs-between-nodes'],
    info: ['config/changed-since-last-run'],
    also: ({ findings }) => {
      const found = findings.find(({ rule, status }) => rule === 'config/differs-between-nodes' && status === 'fail');
      expect(found?.evidence).toMatchObject({ directives: ['timeout'] });
    },
    undo: (cluster) => node(cluster, 3).send('CONFIG', 'SET', 'timeout', 0),
  },
  {
    name: 'config/differs-from-declared',
    audit: { policy: { directives: { maxclients: 10_000, 'maxmemory-policy': 'allkeys-lru' } } },
    deed: async () => undefined,
    want: on('config/differs-from-declared', ...everyNode),
  },
  {
    name: 'config/node-timeout-unusual',
    deed: (cluster) => set(cluster, 'cluster-node-timeout', 40_000),
    want: [],
    info: ['config/node-timeout-unusual'],
    undo: (cluster) => set(cluster, 'cluster-node-timeout', 5000),
  },
  {
    name: 'latency/monitor-too-coarse',
    deed: (cluster) => set(cluster, 'latency-monitor-threshold', 500),
    want: on('latency/monitor-too-coarse', ...everyNode),
    undo: (cluster) => set(cluster, 'latency-monitor-threshold', 100),
  },
  {
    name: 'latency/main-thread-busy and auditor/own-load-visible, by their options',
    audit: {
      options: {
        'latency/main-thread-busy': { failAbovePercent: 0, minSeconds: 0 },
        'auditor/own-load-visible': { countFromMs: 0 },
      },
    },
    prepare: (cluster) => set(cluster, 'slowlog-log-slower-than', 0),
    deed: async (cluster) => {
      for (const each of cluster.nodes) await each.sendAll(Array.from({ length: 200 }, () => ['PING']));
      await set(cluster, 'slowlog-log-slower-than', 10_000);
    },
    want: on('latency/main-thread-busy', ...everyNode),
    info: ['auditor/own-load-visible'],
  },
  {
    name: 'slowlog/whole-collection-read, by its options',
    audit: { options: { 'slowlog/whole-collection-read': { failAtCount: 1, countFromMs: 0 } } },
    deed: async (cluster) => {
      await set(cluster, 'slowlog-log-slower-than', 0);
      await node(cluster, 0).send('LRANGE', '{b}', 0, -1);
      await set(cluster, 'slowlog-log-slower-than', 10_000);
    },
    want: on('slowlog/whole-collection-read', 0),
  },
  {
    name: 'security/authentication-failures',
    audit: { options: { 'security/authentication-failures': { failAbovePerMinute: 0 } } },
    deed: async (cluster) => {
      const tries = Array.from({ length: 12 }, () => node(cluster, 2).send('AUTH', 'nobody', 'x'));
      for (const { status } of await Promise.allSettled(tries)) expect(status).toBe('rejected');
    },
    want: on('security/authentication-failures', 2),
  },
];

/** A client that asks for much and takes nothing. */
let idler: Socket | undefined;

const rights: readonly Scenario[] = [
  {
    name: 'security/acl-differs-between-nodes and security/user-too-powerful',
    deed: (cluster) => node(cluster, 2).send('ACL', 'SETUSER', 'mighty', 'on', '>x', '~*', '+@all'),
    want: ['security/acl-differs-between-nodes'],
    info: ['security/user-too-powerful'],
    also: ({ findings }, cluster) => {
      const found = findings.filter(({ rule, status }) => status === 'fail' && /acl-differs|user-too/.test(rule));
      expect(found.map(({ evidence }) => evidence)).toEqual([
        { users: [{ name: userIdentity('mighty'), unlike: [node(cluster, 2).address] }] },
        { users: [{ name: userIdentity('mighty'), may: ['@admin', '@dangerous'] }] },
      ]);
    },
    undo: (cluster) => node(cluster, 2).send('ACL', 'DELUSER', 'mighty'),
  },
  {
    name: 'security/secret-in-slow-log',
    deed: async (cluster) => {
      await node(cluster, 0).send('CONFIG', 'SET', 'slowlog-log-slower-than', 0);
      await node(cluster, 0).send('SET', '{b}', `user=alice&pass${'word'}=hunter2`);
      await node(cluster, 0).send('CONFIG', 'SET', 'slowlog-log-slower-than', 10_000);
    },
    want: on('security/secret-in-slow-log', 0),
    also: (result) => {
      const found = result.findings.find(
        ({ rule, status }) => rule.endsWith('secret-in-slow-log') && status === 'fail',
      );
      expect(found?.evidence).toMatchObject({
        places: [{ command: 'set', argument: 2, kind: 'named password or token' }],
      });
      expect(JSON.stringify(result)).not.toContain('hunter2');
    },
    undo: (cluster) => node(cluster, 0).send('SLOWLOG', 'RESET'),
  },
  {
    name: 'latency/percentile-high, by its options',
    audit: { options: { 'latency/percentile-high': { minCalls: 100, failAboveMs: 0 } } },
    deed: (cluster) => node(cluster, 0).sendAll(Array.from({ length: 150 }, () => ['STRLEN', '{b}'])),
    want: on('latency/percentile-high', 0),
  },
  {
    name: 'clients/output-buffer-large, by its options',
    audit: { options: { 'clients/output-buffer-large': { failAboveMiB: 2 } } },
    deed: async (cluster) => {
      const { host, port } = node(cluster, 0);
      await node(cluster, 0).send('SET', '{b}', 'x'.repeat(1_000_000));
      idler = connect(port, host);
      idler.pause();
      idler.write('GET {b}\r\n'.repeat(30));
      await untilInfo(node(cluster, 0), 'client_recent_max_output_buffer', (value) => Number(value) > 4 * 2 ** 20);
    },
    want: on('clients/output-buffer-large', 0),
    undo: async (cluster) => {
      idler?.destroy();
      await node(cluster, 0).send('DEL', '{b}');
    },
  },
  {
    name: 'topology/announced-address-stale, by a host name that leads elsewhere',
    deed: async (cluster) => {
      await node(cluster, 3).send('CONFIG', 'SET', 'cluster-announce-hostname', '127.0.0.9');
      await node(cluster, 4).send('CONFIG', 'SET', 'cluster-announce-hostname', 'localhost');
    },
    want: on('topology/announced-address-stale', 3),
    undo: (cluster) => everywhere(cluster, 'CONFIG', 'SET', 'cluster-announce-hostname', ''),
  },
];

describe('settings, commands, clients and rights, on one cluster', () => {
  playInTurn([...settings, ...rights, ...commands, ...clients, ...memory]);
});
