import { describe, expect, jest, test } from '@jest/globals';
import type { AuditResult } from '../../lib/core/result.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import { clusterTestTimeoutMs, waitUntil } from '../harness/cluster.ts';
import { type OddServer, startSwallowingProxy } from '../harness/odd-servers.ts';
import { runOnBusyCore } from '../harness/one-core.ts';
import { slowDown, speedUp, useSlowNodes } from '../harness/slow-node.ts';
import {
  alarmsAimedAt,
  everywhere,
  holdWithScript,
  infoField,
  nodeAt,
  on,
  playAll,
  playInTurn,
  type Scenario,
  untilInfo,
  untilViewsClear,
} from './scenario.ts';

const node = (cluster: LocalCluster, index: number) => nodeAt(cluster.nodes, index);

/** Evidence of the failing finding of a rule, as text. */
function evidenceOf(rule: string, { findings }: AuditResult): string {
  return JSON.stringify(findings.find((finding) => finding.rule === rule && finding.status === 'fail')?.evidence);
}

const settings: readonly Scenario[] = [
  {
    name: 'replication/output-limit-too-small',
    deed: (cluster) => everywhere(cluster, 'CONFIG', 'SET', 'client-output-buffer-limit', 'replica 32mb 8mb 60'),
    want: on('replication/output-limit-too-small', 0, 1, 2, 3, 4, 5),
    info: ['config/change-not-saved'],
    also: (result) => {
      // The hard limit is not to blame: the server lifts it to the size of the backlog.
      const effective = { hardBytes: 2 ** 25, effectiveHardBytes: 2 ** 26, softBytes: 2 ** 23 };
      const failing = result.findings.find(({ rule }) => rule === 'replication/output-limit-too-small');
      expect(failing).toMatchObject({ message: expect.not.stringContaining('hard limit'), evidence: effective });
    },
    undo: (cluster) => everywhere(cluster, 'CONFIG', 'SET', 'client-output-buffer-limit', 'replica 256mb 64mb 60'),
  },
  {
    name: 'aof/fsync-paused-during-rewrite',
    deed: (cluster) => everywhere(cluster, 'CONFIG', 'SET', 'no-appendfsync-on-rewrite', 'yes'),
    want: on('aof/fsync-paused-during-rewrite', 0, 1, 2, 3, 4, 5),
    undo: (cluster) => everywhere(cluster, 'CONFIG', 'SET', 'no-appendfsync-on-rewrite', 'no'),
  },
  {
    name: 'rdb/save-points-on-replica',
    deed: (cluster) => node(cluster, 3).send('CONFIG', 'SET', 'save', '900 1'),
    want: ['config/differs-between-nodes'],
    info: ['rdb/save-points-on-replica'],
    undo: (cluster) => node(cluster, 3).send('CONFIG', 'SET', 'save', ''),
  },
  {
    name: 'slowlog/threshold-too-coarse',
    deed: (cluster) => node(cluster, 0).send('CONFIG', 'SET', 'slowlog-log-slower-than', 20_000),
    want: [...on('slowlog/threshold-too-coarse', 0), 'config/differs-between-nodes'],
    undo: (cluster) => node(cluster, 0).send('CONFIG', 'SET', 'slowlog-log-slower-than', 10_000),
  },
];

const secondInHours = 1 / 3600;

const savesAndLogs: readonly Scenario[] = [
  {
    name: 'rdb/newest-save-too-old',
    audit: { options: { 'rdb/newest-save-too-old': { maxAgeHours: secondInHours } } },
    deed: async (cluster) => {
      for (const each of cluster.nodes) await untilInfo(each, 'uptime_in_seconds', (value) => Number(value) >= 2);
    },
    want: [0, 1, 2].map((shard) => `rdb/newest-save-too-old @ shard ${shard}`),
  },
  {
    name: 'latency/fork-slow',
    audit: { options: { 'latency/fork-slow': { failAboveMs: 0 } } },
    deed: async (cluster) => {
      await node(cluster, 3).send('BGSAVE');
      await untilInfo(node(cluster, 3), 'rdb_bgsave_in_progress', (value) => value === '0');
    },
    want: on('latency/fork-slow', 3),
  },
  {
    name: 'slowlog/topology-command-slow',
    audit: { options: { 'slowlog/topology-command-slow': { countFromMs: 0 } } },
    deed: async (cluster) => {
      await node(cluster, 0).send('CONFIG', 'SET', 'slowlog-log-slower-than', 0);
      await node(cluster, 0).sendAll(Array.from({ length: 5 }, () => ['CLUSTER', 'SLOTS']));
    },
    want: [...on('slowlog/topology-command-slow', 0), 'config/differs-between-nodes'],
    also: (result) => expect(evidenceOf('slowlog/topology-command-slow', result)).toContain('"CLUSTER SLOTS"'),
    undo: (cluster) => node(cluster, 0).send('CONFIG', 'SET', 'slowlog-log-slower-than', 10_000),
  },
  {
    name: 'slowlog/internal-command-slow',
    audit: { options: { 'slowlog/internal-command-slow': { countFromMs: 0 } } },
    deed: async (cluster) => {
      await node(cluster, 0).send('CONFIG', 'SET', 'slowlog-log-slower-than', 0);
      await node(cluster, 3).stop();
      await node(cluster, 3).start();
      await untilInfo(node(cluster, 3), 'master_link_status', (value) => value === 'up');
      await untilViewsClear(cluster);
    },
    want: [...on('topology/node-restarted', 3), 'config/differs-between-nodes'],
    info: ['slowlog/internal-command-slow'],
    also: (result) => {
      expect(evidenceOf('slowlog/internal-command-slow', result)).toMatch(/"PSYNC [^"]*"/);
      expect(evidenceOf('slowlog/internal-command-slow', result)).toContain('"REPLCONF');
    },
    undo: (cluster) => node(cluster, 0).send('CONFIG', 'SET', 'slowlog-log-slower-than', 10_000),
  },
];

let script: Promise<void>;

const busyScripts: readonly Scenario[] = [
  {
    name: 'commands/script-busy, while the script runs',
    deed: async (cluster) => {
      await node(cluster, 0).send('CONFIG', 'SET', 'busy-reply-threshold', 100);
      script = holdWithScript(node(cluster, 0), 3500);
      await waitUntil(async () => String(await node(cluster, 0).sendAll([['PING']])).includes('BUSY'), {
        timeoutMs: 3000,
        what: 'the node to answer BUSY',
      });
    },
    want: on('commands/script-busy', 0),
    also: ({ nodes }) => expect(nodes).toHaveLength(6),
    undo: () => script,
  },
  {
    name: 'commands/script-busy, when it is over',
    deed: async (cluster) => {
      script = holdWithScript(node(cluster, 0), 3500);
      await waitUntil(async () => String(await node(cluster, 0).sendAll([['PING']])).includes('BUSY'), {
        timeoutMs: 3000,
        what: 'the node to answer BUSY',
      });
      await script;
    },
    want: [...on('commands/script-busy', 0), ...on('slowlog/very-slow-command', 0), ...on('latency/command-spike', 0)],
    undo: (cluster) => node(cluster, 0).send('CONFIG', 'SET', 'busy-reply-threshold', 5000),
  },
];

const hour = 3_600_000;
let proxy: OddServer;

/** Only what tells the date is another: timers go on as they are. */
const otherTimers = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

const auditing: readonly Scenario[] = [
  {
    name: 'auditor/run-missed',
    // The clock of the first audit is set back.
    audit: { intervalSeconds: hour / 1000, options: { 'latency/clock-skew': { failAboveSeconds: 4 * 3600 } } },
    prepare: async () => {
      jest.useFakeTimers({ now: Date.now() - 3 * hour, doNotFake: [...otherTimers] });
    },
    deed: async () => jest.useRealTimers(),
    want: ['auditor/run-missed'],
    undo: async () => jest.useRealTimers(),
  },
  {
    name: 'auditor/coverage-partial',
    prepare: async (cluster) => {
      proxy = await startSwallowingProxy(node(cluster, 2), 'SLOWLOG');
    },
    audit: (cluster) => ({ connection: { natMap: { [node(cluster, 2).address]: proxy.address } } }),
    deed: async () => undefined,
    want: on('auditor/coverage-partial', 2),
    undo: () => proxy.close(),
  },
];

describe('on one cluster', () => {
  const cluster = playInTurn([...settings, ...savesAndLogs, ...auditing, ...busyScripts]);

  test(
    'latency/probe-noisy, from a core that is never idle',
    async () => {
      const seeds = cluster()
        .nodes.slice(0, 1)
        .map((each) => each.address);
      const result: AuditResult = JSON.parse(await runOnBusyCore('test/harness/audit-twice.ts', seeds, 4));
      expect(alarmsAimedAt([], result, cluster())).toEqual([]);
      expect(result.findings).toContainEqual(expect.objectContaining({ rule: 'latency/probe-noisy', status: 'fail' }));
    },
    clusterTestTimeoutMs,
  );
});

describe('on nodes that are slow', () => {
  playInTurn(
    [
      {
        // A median that is below twice our own longest stall is not judged: no busy machine stands still for so long.
        name: 'latency/round-trip-slow',
        audit: { options: { 'latency/round-trip-slow': { samples: 5 } } },
        deed: (cluster) => slowDown(node(cluster, 2), 'loop', 600),
        want: on('latency/round-trip-slow', 2),
        undo: (cluster) => speedUp(node(cluster, 2), 'loop'),
      },
      {
        name: 'aof/fsync-delayed',
        deed: async (cluster) => {
          const primary = node(cluster, 0);
          await slowDown(primary, 'disk', 3000);
          const before = Number(await infoField(primary, 'aof_delayed_fsync'));
          await waitUntil(
            async () => {
              await primary.send('SET', '{b}', 'x');
              return Number(await infoField(primary, 'aof_delayed_fsync')) >= before + 3;
            },
            { timeoutMs: 60_000, what: 'three delayed fsyncs', everyMs: 100 },
          );
        },
        want: on('aof/fsync-delayed', 0),
        undo: async (cluster) => {
          await speedUp(node(cluster, 0), 'disk');
          await untilInfo(node(cluster, 0), 'aof_pending_bio_fsync', (value) => value === '0');
        },
      },
      {
        name: 'latency/disk-spike',
        prepare: (cluster) => everywhere(cluster, 'CONFIG', 'SET', 'appendfsync', 'always'),
        deed: async (cluster) => {
          await slowDown(node(cluster, 0), 'disk', 150);
          await node(cluster, 0).send('SET', '{b}', 'x');
          await speedUp(node(cluster, 0), 'disk');
        },
        want: on('latency/disk-spike', 0),
        also: (result) => expect(evidenceOf('latency/disk-spike', result)).toContain('aof-fsync-always'),
      },
    ],
    { environment: useSlowNodes() },
  );
});

describe('on a cluster of its own', () => {
  playAll([
    {
      name: 'persistence/loss-window-too-long',
      // The same cluster shows rdb/checksum-off and persistence/files-shared-between-nodes.
      cluster: { config: ['appendonly no', 'save "3600 1"', 'rdbchecksum no', 'enable-protected-configs local'] },
      deed: (cluster) => node(cluster, 1).send('CONFIG', 'SET', 'dir', node(cluster, 0).directory),
      want: [
        'persistence/files-shared-between-nodes',
        ...on('rdb/checksum-off', 0, 1, 2, 3, 4, 5),
        ...[0, 1, 2].map((shard) => `persistence/loss-window-too-long @ shard ${shard}`),
        ...on('aof/not-enabled', 0, 1, 2, 3, 4, 5),
        ...on('rdb/save-points-on-primary', 0, 1, 2),
      ],
      info: ['rdb/save-points-on-replica'],
    },
  ]);
});
