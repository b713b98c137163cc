import { describe, expect } from '@jest/globals';
import { type EngineVersion, isAtLeast } from '../../lib/core/version.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import type { LocalClusterOptions } from '../../lib/demo/options.ts';
import type { TestAudit } from '../harness/audits.ts';
import { hasCommand } from '../harness/command-line.ts';
import { availableServers, replaysWithEveryRight } from '../harness/servers.ts';
import { carelessSetup } from './careless-set-up.ts';
import {
  everywhere,
  holdWithScript,
  nodeAt,
  on,
  playInTurn,
  readStates,
  type Scenario,
  slowHoweverLong,
  untilInfo,
  untilMarkedFailed,
  untilPromoted,
  untilReplicaOf,
  untilViewsClear,
} from './scenario.ts';

const node = (cluster: LocalCluster, index: number) => nodeAt(cluster.nodes, index);
const everyNode = [0, 1, 2, 3, 4, 5];
const secret = 'secret';

/** A user apart from `default`, so that the rights of that one can be taken away. */
const withAdmin: LocalClusterOptions = {
  usersAcl: `user default on nopass ~* &* +@all\nuser admin on >${secret} ~* &* +@all\n`,
  config: ['masteruser admin', `masterauth ${secret}`],
  login: { username: 'admin', password: secret },
};

const asAdmin: TestAudit = {
  connection: { username: 'admin', password: secret },
  options: slowHoweverLong,
};

const healthy = (without: readonly string[] = []): readonly Scenario[] => [
  {
    name: 'nothing happened',
    deed: async () => undefined,
    want: [],
    also: (result) => {
      expect(result.nodes).toHaveLength(6);
      expect(readStates(result, without)).toEqual(new Set(['ok']));
    },
  },
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
    name: 'clients read and wrote',
    deed: async (cluster) => {
      // A tag for each primary, in the order of its slots.
      const load = (tag: string) =>
        Array.from({ length: 6000 }, (_, i) =>
          i % 2 === 0 ? ['SET', `{${tag}}:${i}`, 'x'.repeat(100)] : ['GET', `{${tag}}:${i - 1}`],
        );
      const tags = ['b', 'c', 'a'];
      await Promise.all(cluster.primaries.map((primary, i) => primary.sendAll(load(tags[i] ?? ''), 60_000)));
    },
    want: [],
  },
];

const switchedOff: Scenario = {
  name: 'AOF is switched off on a primary',
  deed: (cluster) => node(cluster, 0).send('CONFIG', 'SET', 'appendonly', 'no'),
  want: [...on('persistence/primary-restarts-empty', 0), ...on('aof/not-enabled', 0), 'config/differs-between-nodes'],
  undo: async (cluster) => {
    await node(cluster, 0).send('CONFIG', 'SET', 'appendonly', 'yes');
    await untilInfo(node(cluster, 0), 'aof_rewrite_in_progress', (value) => value === '0');
  },
};

const faults = (version: EngineVersion): readonly Scenario[] => [
  switchedOff,
  {
    name: 'the default user loses its rights',
    deed: (cluster) => everywhere(cluster, 'ACL', 'SETUSER', 'default', '-@all'),
    want: replaysWithEveryRight(version) ? [] : on('aof/replay-blocked-by-acl', ...everyNode),
    undo: (cluster) => everywhere(cluster, 'ACL', 'SETUSER', 'default', '+@all'),
  },
  {
    name: 'a script holds a primary for 150 ms',
    deed: (cluster) => holdWithScript(node(cluster, 2), 150),
    want: [...on('slowlog/slow-command', 2), ...on('latency/command-spike', 2)],
  },
  {
    name: 'an operator fails over to a replica',
    deed: async (cluster) => {
      await node(cluster, 4).send('CLUSTER', 'FAILOVER');
      await untilPromoted(cluster, node(cluster, 4));
      await untilReplicaOf(cluster, node(cluster, 1), node(cluster, 4));
    },
    want: ['topology/failover-happened @ shard 1'],
    undo: async (cluster) => {
      await node(cluster, 1).send('CLUSTER', 'FAILOVER');
      await untilPromoted(cluster, node(cluster, 1));
      await untilReplicaOf(cluster, node(cluster, 4), node(cluster, 1));
    },
  },
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
    undo: async (cluster) => {
      await node(cluster, 0).start();
      await untilReplicaOf(cluster, node(cluster, 0), node(cluster, 3));
      await node(cluster, 0).send('CLUSTER', 'FAILOVER');
      await untilPromoted(cluster, node(cluster, 0));
      await untilReplicaOf(cluster, node(cluster, 3), node(cluster, 0));
      await untilViewsClear(cluster);
    },
  },
  {
    name: 'the auditor logs in as an administrator',
    deed: async () => undefined,
    want: [],
    info: ['auditor/user-too-powerful'],
  },
];

/** A slot of node 1, and a key in it. */
const [foreignSlot, foreignKey] = [7365, '{c}:left'];

/** What is done to a key while its slot is on the way to node 0, where the reshard then is broken off. */
async function duringReshard(cluster: LocalCluster, ...command: readonly [string, ...string[]]): Promise<void> {
  const [target, source] = [node(cluster, 0), node(cluster, 1)];
  await target.send('CLUSTER', 'SETSLOT', foreignSlot, 'IMPORTING', source.nodeId);
  await target.sendAll([['ASKING'], command]);
  await target.send('CLUSTER', 'SETSLOT', foreignSlot, 'STABLE');
}

/** From Valkey 8.0 and Redis 8.2 on. */
const countingSlots = (version: EngineVersion): readonly Scenario[] => [
  {
    name: 'a reshard was broken off and left a key behind',
    deed: (cluster) => duringReshard(cluster, 'SET', foreignKey, 'x'),
    want: on('topology/keys-in-foreign-slots', 0),
    undo: (cluster) => duringReshard(cluster, 'DEL', foreignKey),
  },
  {
    name: 'a client keeps one slot busy, with a large value',
    audit: { options: { 'commands/hot-slot': { failAbovePercent: 0 } } },
    prepare: (cluster) => everywhere(cluster, 'CONFIG', 'SET', 'cluster-slot-stats-enabled', 'yes'),
    deed: async (cluster) => {
      await node(cluster, 0).send('SET', '{b}', 'x'.repeat(1_200_000));
      // Short ones, as a slow log is not to have them, and so many that it is more than 0.1 % of a minute.
      await node(cluster, 0).sendAll(Array.from({ length: 200 }, () => ['EVAL', 'for i = 1, 5e4 do end', '1', '{b}']));
    },
    want: [],
    info: ['commands/hot-slot', ...(hasCommand('commandlog|get', version) ? ['slowlog/large-payload'] : [])],
    undo: (cluster) => node(cluster, 0).send('DEL', '{b}'),
  },
];

/** As the administrator, and with what else a scenario wants of its audits. */
function withLogin(scenario: Scenario): Scenario {
  const own = typeof scenario.audit === 'object' ? scenario.audit : {};
  return { ...scenario, audit: { ...asAdmin, ...own, options: { ...asAdmin.options, ...own.options } } };
}

/** Servers that know only the older forms of INFO and CONFIG GET, and count no subcommands. */
const beforeSeven: readonly Scenario[] = [
  ...healthy(['latencyHistogram']),
  switchedOff,
  {
    ...carelessSetup,
    want: carelessSetup.want.filter((alarm) => !alarm.startsWith('commands/topology-storm')),
    info: [],
  },
];

const servers = await availableServers();

for (const { label, path, version } of servers) {
  describe(`${label} (${version.engine} ${version.text})`, () => {
    if (isAtLeast(version, 7)) {
      const ofNewest = hasCommand('cluster|slot-stats', version) ? countingSlots(version) : [];
      playInTurn([...healthy(), ...faults(version), ...ofNewest, carelessSetup].map(withLogin), {
        server: path,
        nodeTimeoutMs: 3000,
        ...withAdmin,
      });
    } else {
      // The storm of questions keeps a node busy for seconds: nobody is to take it for dead.
      playInTurn(beforeSeven, { server: path, nodeTimeoutMs: 15_000 });
    }
  });
}
