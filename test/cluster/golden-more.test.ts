import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { fillCluster } from '../../lib/demo/fill.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import type { LocalClusterOptions } from '../../lib/demo/options.ts';
import { ruleSet } from '../harness/audits.ts';
import { waitUntil } from '../harness/cluster.ts';
import { auditorUser, hasCommand } from '../harness/command-line.ts';
import { testServer } from '../harness/servers.ts';
import {
  everywhere,
  holdWithScript,
  infoField,
  nodeAt,
  on,
  play,
  playAtOnce,
  playInTurn,
  readStates,
  type Scenario,
  scenarioTimeoutMs,
  untilInfo,
  untilState,
  untilViews,
  untilViewsClear,
} from './scenario.ts';

/** Where a server tells the keys of each slot, those of a slot that its node has given up are nobody's. */
const keysLeftBehind = hasCommand('cluster|slot-stats', (await testServer()).version)
  ? ['topology/keys-in-foreign-slots @ 0']
  : [];

const node = (cluster: LocalCluster, index: number) => nodeAt(cluster.nodes, index);
const untilLinked = (cluster: LocalCluster, index: number) =>
  untilInfo(node(cluster, index), 'master_link_status', (value) => value === 'up');

const commands: readonly Scenario[] = [
  {
    name: 'BGSAVE on a primary',
    deed: async (cluster) => {
      await node(cluster, 0).send('BGSAVE');
      await untilInfo(node(cluster, 0), 'rdb_bgsave_in_progress', (value) => value === '0');
    },
    want: on('rdb/save-ran-on-primary', 0),
  },
  {
    name: 'SAVE on a primary',
    deed: (cluster) => node(cluster, 0).send('SAVE'),
    want: on('rdb/blocking-save-used', 0),
  },
  {
    name: 'FLUSHALL on every primary',
    deed: (cluster) => Promise.all(cluster.primaries.map((primary) => primary.send('FLUSHALL'))),
    want: [...on('commands/flush-used', 0, 1, 2), 'persistence/keys-vanished'],
    undo: (cluster) => fillCluster(cluster, 6000),
  },
];

const logs: readonly Scenario[] = [
  {
    name: 'the latency monitor is off everywhere',
    deed: (cluster) => everywhere(cluster, 'CONFIG', 'SET', 'latency-monitor-threshold', 0),
    want: on('latency/monitor-off', 0, 1, 2, 3, 4, 5),
    info: ['config/change-not-saved'],
    undo: (cluster) => everywhere(cluster, 'CONFIG', 'SET', 'latency-monitor-threshold', 100),
  },
  {
    name: 'the slow log is off on a primary',
    deed: (cluster) => node(cluster, 0).send('CONFIG', 'SET', 'slowlog-log-slower-than', -1),
    want: [...on('slowlog/off', 0), 'config/differs-between-nodes'],
    undo: (cluster) => node(cluster, 0).send('CONFIG', 'SET', 'slowlog-log-slower-than', 10_000),
  },
  {
    name: 'more slow commands than a short slow log can hold',
    deed: async (cluster) => {
      await node(cluster, 0).send('CONFIG', 'SET', 'slowlog-max-len', 4);
      for (let run = 0; run < 12; run++) await holdWithScript(node(cluster, 0), 20);
    },
    want: [...on('slowlog/entries-lost', 0), ...on('slowlog/many-slow-commands', 0), 'config/differs-between-nodes'],
    undo: (cluster) => node(cluster, 0).send('CONFIG', 'SET', 'slowlog-max-len', 512),
  },
];

/** Gives a replica a login that its primary does not know. */
async function lockOut(cluster: LocalCluster, index: number): Promise<void> {
  await node(cluster, index).send('CONFIG', 'SET', 'masteruser', 'nobody');
  await node(cluster, index).send('CONFIG', 'SET', 'masterauth', 'x');
  await node(cluster, index).send('CLIENT', 'KILL', 'TYPE', 'master');
}

async function untilCutOffFor(cluster: LocalCluster, index: number, seconds: number): Promise<void> {
  await waitUntil(
    async () => Number(await infoField(node(cluster, index), 'master_link_down_since_seconds')) > seconds,
    { timeoutMs: 90_000, what: `the link to be down for ${seconds} s`, everyMs: 250 },
  );
}

const replication: readonly Scenario[] = [
  {
    name: 'a replica cannot log in to its primary',
    audit: { options: { 'replication/link-down': { failAboveSeconds: 3 } } },
    deed: async (cluster) => {
      await lockOut(cluster, 3);
      await untilCutOffFor(cluster, 3, 3);
    },
    want: on('replication/link-down', 3),
    undo: async (cluster) => {
      await node(cluster, 3).send('CONFIG', 'SET', 'masteruser', '');
      await node(cluster, 3).send('CONFIG', 'SET', 'masterauth', '');
      await untilLinked(cluster, 3);
    },
  },
  {
    name: 'a backlog that is too short for every pause of the replica',
    deed: async (cluster) => {
      const [primary, replica] = [node(cluster, 0), node(cluster, 3)];
      await primary.send('CONFIG', 'SET', 'repl-backlog-size', 16_384);
      for (let pause = 0; pause < 3; pause++) {
        const before = Number(await infoField(primary, 'sync_full'));
        replica.freeze();
        await primary.send('CLIENT', 'KILL', 'TYPE', 'replica');
        await primary.sendAll(Array.from({ length: 400 }, (_, i) => ['SET', `{b}:${i}`, 'x'.repeat(1000)]));
        replica.resume();
        await untilInfo(primary, 'sync_full', (value) => Number(value) > before);
        await untilLinked(cluster, 3);
      }
    },
    want: [
      ...on('replication/full-resync-loop', 0),
      ...on('replication/backlog-too-short', 0),
      'config/differs-between-nodes',
    ],
    info: ['replication/full-resync'],
    undo: (cluster) => node(cluster, 0).send('CONFIG', 'SET', 'repl-backlog-size', '64mb'),
  },
];

const slot = 100;

const slots: readonly Scenario[] = [
  {
    name: 'a slot that nobody owns',
    deed: async (cluster) => {
      // Its owner, while it still has the slot, tells the others of it again: until it is gone from all.
      await waitUntil(
        async () => {
          await Promise.all(cluster.nodes.map((each) => each.sendAll([['CLUSTER', 'DELSLOTS', slot]])));
          const infos = await Promise.all(cluster.nodes.map((each) => each.send('CLUSTER', 'INFO')));
          return infos.every((info) => String(info).includes('cluster_slots_assigned:16383'));
        },
        { timeoutMs: 60_000, what: 'all to forget who owns the slot' },
      );
      await untilState(cluster, 'fail');
    },
    want: ['topology/cluster-state-fail', 'topology/slot-uncovered', ...keysLeftBehind],
    undo: async (cluster) => {
      await node(cluster, 0).send('CLUSTER', 'ADDSLOTS', slot);
      await untilState(cluster, 'ok');
    },
  },
  {
    name: 'a slot that its owner alone has given up',
    deed: async (cluster) => {
      await node(cluster, 0).send('CLUSTER', 'DELSLOTS', slot);
      await waitUntil(
        async () => String(await node(cluster, 0).send('CLUSTER', 'INFO')).includes('cluster_state:fail'),
        { timeoutMs: 60_000, what: 'the owner to miss the slot' },
      );
    },
    want: ['topology/cluster-state-fail', 'topology/views-disagree', ...keysLeftBehind],
    undo: async (cluster) => {
      await node(cluster, 0).send('CLUSTER', 'ADDSLOTS', slot);
      await untilState(cluster, 'ok');
    },
  },
];

async function restart(cluster: LocalCluster, index: number): Promise<void> {
  await node(cluster, index).stop();
  await node(cluster, index).start();
  await untilLinked(cluster, index);
  await untilViewsClear(cluster);
}

let fileBefore = '';

const restarts: readonly Scenario[] = [
  {
    name: 'a replica comes back without AOF, as its file says',
    deed: async (cluster) => {
      const { configFile } = node(cluster, 3);
      fileBefore = await readFile(configFile, 'utf8');
      await appendFile(configFile, 'appendonly no\n');
      await restart(cluster, 3);
    },
    want: [
      ...on('topology/node-restarted', 3),
      ...on('aof/not-enabled', 3),
      ...on('aof/off-after-restart', 3),
      'persistence/promotion-weakens @ shard 0',
      'config/differs-between-nodes',
    ],
    undo: async (cluster) => {
      await writeFile(node(cluster, 3).configFile, fileBefore);
      await node(cluster, 3).send('CONFIG', 'SET', 'appendonly', 'yes');
      await untilInfo(node(cluster, 3), 'aof_rewrite_in_progress', (value) => value === '0');
    },
  },
  {
    name: 'a replica comes back and is sent a copy over the disk',
    prepare: async (cluster) => {
      await everywhere(cluster, 'CONFIG', 'SET', 'repl-diskless-sync', 'no');
      await everywhere(cluster, 'CONFIG', 'REWRITE');
    },
    deed: (cluster) => restart(cluster, 3),
    want: on('topology/node-restarted', 3),
    also: ({ findings }, cluster) => {
      const { nodeId } = node(cluster, 0);
      const verdict = findings.find(
        ({ rule, resource }) => rule === 'rdb/save-ran-on-primary' && resource.id === nodeId,
      );
      expect(verdict).toMatchObject({ status: 'pass', evidence: { saves: 1, syncsOverDisk: 1 } });
    },
  },
];

const users = `
user default off ~* &* +@all
user admin on >admin-password ~* &* +@all
user replica on >replica-password -@all +psync +replconf +ping
`;

const withUsers: LocalClusterOptions = {
  usersAcl: users,
  config: ['masteruser replica', 'masterauth replica-password'],
  login: { username: 'admin', password: 'admin-password' },
};

const auditorsLogin = { connection: { username: 'auditor', password: 'auditor-password' } };

const usersAndRights: readonly Scenario[] = [
  {
    name: 'the auditor may ask what it needs and nothing else',
    audit: auditorsLogin,
    prepare: async (cluster) => {
      const [, ...words] = (await auditorUser('auditor-password')).trim().split(' ');
      await everywhere(cluster, 'ACL', 'SETUSER', ...words);
    },
    deed: async () => undefined,
    want: [],
    also: (result) => {
      expect(result.nodes).toHaveLength(6);
      expect(readStates(result)).toEqual(new Set(['ok']));
    },
  },
  {
    name: 'the auditor loses the right to read settings',
    audit: auditorsLogin,
    deed: (cluster) => everywhere(cluster, 'ACL', 'SETUSER', 'auditor', '-config|get'),
    want: on('auditor/permission-missing', 0, 1, 2, 3, 4, 5),
    also: ({ findings }) => {
      const needSettings = ruleSet().filter(({ rule }) => rule.needs.some((fact) => fact.startsWith('config.')));
      const ids = needSettings.map(({ rule }) => rule.id);
      const judged = findings.filter(({ rule, status }) => ids.includes(rule) && status !== 'skipped');
      expect(judged.length).toBeGreaterThan(6);
      expect(new Set(judged.map(({ status }) => status))).toEqual(new Set(['unknown']));
    },
    undo: (cluster) => everywhere(cluster, 'ACL', 'SETUSER', 'auditor', '+config|get'),
  },
  {
    name: 'the auditor has another password on one node',
    audit: auditorsLogin,
    deed: (cluster) => node(cluster, 4).send('ACL', 'SETUSER', 'auditor', 'resetpass', '>another-password'),
    want: on('auditor/login-refused', 4),
  },
];

const outages: readonly Scenario[] = [
  {
    name: 'a primary hangs, and the others do not suspect it yet',
    // The others are to be read before they notice: they lead to the one that hangs, for which nobody waits longer.
    audit: (cluster) => ({
      seeds: [node(cluster, 1).address],
      options: { 'topology/node-unreachable': { timeoutMs: 2000 } },
    }),
    deed: async (cluster) => node(cluster, 0).freeze(),
    want: on('topology/node-unreachable', 0),
  },
  {
    name: 'two of three primaries die, so nobody may promote their replicas',
    deed: async (cluster) => {
      await Promise.all([node(cluster, 0).kill(), node(cluster, 1).kill()]);
      await untilViews(cluster, 'all to suspect both', (view) => (view.match(/fail\?/g) ?? []).length === 2);
      await untilState(cluster, 'fail');
    },
    want: [...on('topology/node-unreachable', 0, 1), 'topology/cluster-state-fail', 'topology/slot-uncovered'],
  },
];

let cutOff: Promise<void>;

// The link has to be down for more than a minute: it begins with the first test and is awaited in the last.
beforeAll(() => {
  cutOff = play({
    name: 'a replica is cut off for more than a minute',
    cluster: withUsers,
    audit: { connection: { username: 'admin', password: 'admin-password' } },
    deed: async (cluster) => {
      await lockOut(cluster, 3);
      await untilCutOffFor(cluster, 3, 60);
    },
    // It would be promoted all the same, without what was written since.
    want: [
      ...on('replication/link-down', 3),
      'replication/no-promotable-replica @ shard 0',
      'persistence/loss-window-too-long @ shard 0',
      ...on('security/authentication-failures', 0),
      ...on('commands/error-rate-high', 0),
    ],
  });
  cutOff.catch(() => undefined);
});

describe('commands, logs and replication', () => {
  playInTurn([...commands, ...logs, ...slots, ...replication, ...restarts]);
});

describe('users and their rights', () => {
  playInTurn(usersAndRights, withUsers);
});

describe('outages', () => {
  playAtOnce(outages);
});

describe('with the default options', () => {
  test('a replica is cut off for more than a minute', () => cutOff, scenarioTimeoutMs);
});
