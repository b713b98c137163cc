import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditResult } from '../../lib/core/result.ts';
import { fillCluster } from '../../lib/demo/fill.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster } from '../harness/cluster.ts';
import { tell, tellJson, untilNobodyIsConnected, withStore } from '../harness/command-line.ts';
import { startListeningProxy } from '../harness/odd-servers.ts';
import { notStalls, patience, unreadParts } from './fault.ts';
import {
  everywhere,
  infoField,
  on,
  untilInfo,
  untilPromoted,
  untilReplicaOf,
  untilState,
  untilViews,
  untilViewsClear,
} from './scenario.ts';

const cluster = useCluster({ nodeTimeoutMs: 4000 });
const seed = (): string => nodeAt(cluster().nodes, 0).address;
beforeAll(() => fillCluster(cluster(), 600), clusterTestTimeoutMs);

/** Who serves a shard now, and who follows. */
async function rolesIn(shard: number): Promise<{ primary: LocalNode; replica: LocalNode }> {
  const members = cluster().nodes.filter(({ primaryIndex }) => primaryIndex === shard);
  const roles = await Promise.all(members.map((member) => infoField(member, 'role')));
  return { primary: nodeAt(members, roles.indexOf('master')), replica: nodeAt(members, roles.indexOf('slave')) };
}

/** Lets the replica of a shard take over. `done` comes as soon as it has; `known` when everybody has heard of it. */
async function failOver(shard: number): Promise<{ done: Promise<void>; known: () => Promise<void> }> {
  const { primary, replica } = await rolesIn(shard);
  await replica.send('CLUSTER', 'FAILOVER');
  const done = untilInfo(replica, 'role', (role) => role === 'master');
  const known = async (): Promise<void> => {
    await untilPromoted(cluster(), replica);
    await untilReplicaOf(cluster(), primary, replica);
  };
  return { done, known };
}

/** Every member is there once, was read, and belongs to its shard. */
function expectSense(result: AuditResult): void {
  const firstSlots = ['0', '5461', '10923'];
  const byAddress = (a: { address: string }, b: { address: string }): number => (a.address < b.address ? -1 : 1);
  const members = cluster().nodes.map(({ nodeId, address, primaryIndex }) => ({
    nodeId,
    address,
    shard: firstSlots[primaryIndex],
  }));
  const found = result.nodes.map(({ nodeId, address, shard }) => ({ nodeId, address, shard }));
  expect(found.sort(byAddress)).toEqual(members.sort(byAddress));
  for (const { role } of result.nodes) expect(['primary', 'replica']).toContain(role);
  expect(unreadParts(result, cluster())).toEqual({});
}

describe('a failover during the visit', () => {
  test.each([1, 2, 3, 4, 5])(
    'after %i of 6 nodes were read: every node has its shard, and nobody is alarmed',
    async (read) => {
      const visited = new Set<number>();
      let failover: ReturnType<typeof failOver> | undefined;
      const hold = async (index: number): Promise<void> => {
        visited.add(index);
        if (visited.size > read) failover ??= failOver(read % 3);
        await (await failover)?.done;
      };
      await withProxies(hold, async (throughProxies) => {
        const { result } = await tellJson(['audit', seed(), '--timeout', '20s', ...throughProxies]);
        await (await failover)?.known();
        expect(failover).toBeDefined();
        expectSense(result);
        expect(notStalls(result, cluster())).toEqual([]);
      });
    },
    clusterTestTimeoutMs,
  );

  test.each([0, 1, 2])(
    'in shard %i, with one audit after the other until everybody has heard of it',
    async (shard) => {
      let over = false;
      const happening = failOver(shard)
        .then(({ known }) => known())
        .finally(() => {
          over = true;
        });
      const results: AuditResult[] = [];
      do results.push((await tellJson(['audit', seed()])).result);
      while (!over);
      await happening;
      for (const result of results) {
        expectSense(result);
        expect(notStalls(result, cluster())).toEqual([]);
      }
    },
    clusterTestTimeoutMs,
  );
});

/** Stands before each node and hears of every request; nodes are visited one by one, so that their order is known. */
async function withProxies(
  hold: (index: number) => Promise<void>,
  work: (options: readonly string[]) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'audit-config-'));
  const proxies = await Promise.all(cluster().nodes.map((node) => startListeningProxy(node, () => hold(node.index))));
  try {
    const config = join(directory, 'cluster.yaml');
    await writeFile(config, 'collection: {concurrency: 1}\n');
    const nat = cluster().nodes.flatMap(({ address, index }) => ['--nat', `${address}=${proxies[index]?.address}`]);
    await work(['--config', config, ...nat]);
  } finally {
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await rm(directory, { recursive: true });
  }
}

describe('between two audits', () => {
  /** Audits, does something, and audits twice more. */
  async function around(deed: () => Promise<unknown>): Promise<readonly AuditResult[]> {
    return withStore(async (directory) => {
      const words = ['audit', seed(), '--store', directory];
      await tellJson(words);
      await deed();
      return [(await tellJson(words)).result, (await tellJson(words)).result];
    });
  }

  test(
    'a replica is promoted: told once, of its shard',
    async () => {
      const results = await around(async () => (await failOver(0)).known());
      expect(results.map((result) => notStalls(result, cluster()))).toEqual([
        ['topology/failover-happened @ shard 0'],
        [],
      ]);
      for (const result of results) expectSense(result);
    },
    clusterTestTimeoutMs,
  );

  test(
    'a node restarts: told once, of that node',
    async () => {
      const { replica } = await rolesIn(1);
      const results = await around(async () => {
        await replica.stop();
        await replica.start();
        await untilInfo(replica, 'master_link_status', (value) => value === 'up');
        await untilViewsClear(cluster());
      });
      expect(results.map((result) => notStalls(result, cluster()))).toEqual([
        on('topology/node-restarted', replica.index),
        [],
      ]);
      expectOneOpen(results, 'the process is another one');
    },
    clusterTestTimeoutMs,
  );

  test(
    'the statistics are reset: what compares counters waits for one audit, then judges again',
    async () => {
      const results = await around(() => everywhere(cluster(), 'CONFIG', 'RESETSTAT'));
      expect(results.map((result) => notStalls(result, cluster()))).toEqual([[], []]);
      expectOneOpen(results, 'the statistics were reset');
    },
    clusterTestTimeoutMs,
  );

  /** What compares counters is left open in the first audit for this reason, and judged in the second. */
  function expectOneOpen([first, second]: readonly AuditResult[], why: string): void {
    const open = (result: AuditResult | undefined) =>
      result?.findings.filter(({ status, message }) => status === 'unknown' && message.includes(why)) ?? [];
    const waited = new Set(open(first).map(({ rule, resource }) => `${rule} ${resource.id}`));
    expect([...waited].join()).toMatch(/aof\/fsync-delayed .*commands\/topology-storm /);
    const judged = second?.findings.filter(({ rule, resource }) => waited.has(`${rule} ${resource.id}`)) ?? [];
    expect(judged).toHaveLength(waited.size);
    // What takes its measure over seconds still waits: these audits follow each other at once.
    const answered = judged.filter(({ message }) => !message.includes('too short to judge'));
    expect(answered.filter(({ status }) => status !== 'pass' && status !== 'skipped')).toEqual([]);
  }
});

describe('slots', () => {
  test('on their way from one node to another are served', async () => {
    const { primary: from } = await rolesIn(0);
    const { primary: to } = await rolesIn(1);
    await to.send('CLUSTER', 'SETSLOT', '100', 'IMPORTING', from.nodeId);
    await from.send('CLUSTER', 'SETSLOT', '100', 'MIGRATING', to.nodeId);
    const { result } = await tellJson(['audit', seed()]);
    for (const each of [from, to]) await each.send('CLUSTER', 'SETSLOT', '100', 'STABLE');
    expect(notStalls(result, cluster())).toEqual([]);
    expectSense(result);
  });

  test(
    'that nobody serves are counted',
    async () => {
      const { primary } = await rolesIn(0);
      await everywhere(cluster(), 'CLUSTER', 'DELSLOTS', '100', '101');
      await untilState(cluster(), 'fail');
      const { code, result } = await tellJson(['audit', seed()]);
      const page = await tell(['audit', seed()]);
      await primary.send('CLUSTER', 'ADDSLOTS', '100', '101');
      await untilState(cluster(), 'ok');
      const alarms = ['topology/cluster-state-fail', 'topology/slot-uncovered'];
      expect({ code, alarms: notStalls(result, cluster()) }).toEqual({ code: 1, alarms });
      expect(page.stdout).toContain('2 of 16384 slots are not served: they have no owner that most nodes agree on');
      expectSense(result);
    },
    clusterTestTimeoutMs,
  );
});

test(
  'a majority of the primaries is lost: the rest is read, and says that the cluster is down',
  async () => {
    const [first, second, { primary: left }] = await Promise.all([rolesIn(0), rolesIn(1), rolesIn(2)]);
    const lost = [first.primary, second.primary];
    await Promise.all(lost.map((each) => each.kill()));
    await untilState(cluster(), 'fail');
    const suspects = (view: string, { nodeId }: LocalNode) => new RegExp(`^${nodeId} \\S+ \\S*fail`, 'm').test(view);
    await untilViews(cluster(), 'all to suspect them', (view) => lost.every((each) => suspects(view, each)));
    const { code, result } = await tellJson(['audit', left.address, ...patience]);
    const indexes = lost.map(({ index }) => index).toSorted((a, b) => a - b);
    expect({ code, alarms: notStalls(result, cluster()) }).toEqual({
      code: 1,
      alarms: [
        'topology/cluster-state-fail',
        ...on('topology/node-unreachable', ...indexes),
        'topology/slot-uncovered',
      ],
    });
    expect(Object.keys(unreadParts(result, cluster()))).toEqual(indexes.map(String));
    await untilNobodyIsConnected(cluster());
  },
  clusterTestTimeoutMs,
);
