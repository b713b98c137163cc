import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { SaveRun } from '../../lib/core/backup/save-run.ts';
import { fillCluster } from '../../lib/demo/fill.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster, waitUntil } from '../harness/cluster.ts';
import { countedBy } from '../harness/command-counts.ts';
import { outcomes, saveOn } from '../harness/saves.ts';
import { infoField, untilIdle, untilInfo, untilPromoted, untilReplicaOf, untilViews } from './scenario.ts';

const cluster = useCluster({ nodeTimeoutMs: 2000 });
const node = (index: number): LocalNode => nodeAt(cluster().nodes, index);

/** How often each node was asked to save, refused or not. */
async function bgsaves({ nodes }: Pick<LocalCluster, 'nodes'>): Promise<readonly number[]> {
  return Promise.all(nodes.map(async (each) => (await countedBy(each)).bgsave ?? 0));
}

/** Lets a save of this node take about so long: it holds some hundred keys. */
const slowly = (each: LocalNode, usOfEachKey = 3000) =>
  each.send('CONFIG', 'SET', 'rdb-key-save-delay', String(usOfEachKey));
const quickly = (each: LocalNode) => each.send('CONFIG', 'SET', 'rdb-key-save-delay', '0');

/** The replica becomes the primary of its shard, without votes: nobody votes for one shard twice within seconds. */
async function failOver(to: LocalNode): Promise<void> {
  await to.send('CLUSTER', 'FAILOVER', 'TAKEOVER');
  await waitUntil(async () => String(await to.send('ROLE')).startsWith('master'), {
    timeoutMs: 60_000,
    what: 'the replica to be promoted',
    everyMs: 10,
  });
}

/** Roles as at the start, for the next test. */
async function back(index: number): Promise<void> {
  const former = node(index - 3);
  await untilPromoted(cluster(), node(index));
  await untilReplicaOf(cluster(), former, node(index));
  await failOver(former);
  await untilPromoted(cluster(), former);
  await untilReplicaOf(cluster(), node(index), former);
}

const first = ({ shards: [shard] }: SaveRun) => shard;

describe('a save run', () => {
  afterEach(async () => {
    await Promise.all(cluster().replicas.map(quickly));
    await Promise.all(cluster().replicas.map(untilIdle));
  });

  test('saves each shard on its replica, one after the other on one host, and asks no primary', async () => {
    await fillCluster(cluster(), 1200);
    const before = await bgsaves(cluster());
    const saving = new Set<string>();
    await Promise.all(cluster().replicas.map((each) => slowly(each, 500)));
    const run = await saveOn(cluster(), {
      whileSaving: async (address) => {
        const busy = await Promise.all(cluster().nodes.map((each) => infoField(each, 'rdb_bgsave_in_progress')));
        expect(busy.filter((flag) => flag === '1').length).toBeLessThan(2);
        saving.add(address);
      },
    });
    expect(outcomes(run)).toEqual(['ok', 'ok', 'ok']);
    expect(run.shards.map(({ round }) => round)).toEqual([1, 2, 3]);
    expect([...saving].sort()).toEqual(
      cluster()
        .replicas.map(({ address }) => address)
        .sort(),
    );
    const grown = (await bgsaves(cluster())).map((count, index) => count - (before[index] ?? 0));
    expect(grown).toEqual([0, 0, 0, 1, 1, 1]);
    for (const { measured } of run.shards) {
      expect(measured?.forkUs).toBeGreaterThan(0);
      expect(measured?.copiedBytes).toBeGreaterThanOrEqual(0);
      expect(Math.abs(Date.parse(measured?.savedAt ?? '') - Date.now())).toBeLessThan(30_000);
    }
  });

  test('asks nothing of a replica whose link is down, and says so', async () => {
    const before = await bgsaves(cluster());
    await login(node(3), 'nobody', 'x');
    await node(3).send('CLIENT', 'KILL', 'TYPE', 'master');
    await untilInfo(node(3), 'master_link_status', (value) => value === 'down');
    const run = await saveOn(cluster());
    await login(node(3), '', '');
    await untilInfo(node(3), 'master_link_status', (value) => value === 'up');
    expect(outcomes(run)).toEqual(['no-replica', 'ok', 'ok']);
    expect(first(run)?.replicas).toMatchObject([{ verdict: 'refused', refusal: 'link-down' }]);
    expect((await bgsaves(cluster()))[3]).toBe(before[3]);
    expect((await bgsaves(cluster()))[0]).toBe(before[0]);
  });

  test(
    'asks nothing of a replica that loads its dataset',
    async () => {
      const config = readFileSync(node(3).configFile, 'utf8');
      await node(3).stop();
      writeFileSync(node(3).configFile, `${config}key-load-delay 5000\nloading-process-events-interval-bytes 1024\n`);
      const loaded = node(3).start();
      await untilInfo(node(3), 'loading', (value) => value === '1');
      // While it loads it looks up only now and then.
      const run = await saveOn(cluster(), { timeoutMs: 10_000 });
      await node(3).send('CONFIG', 'SET', 'key-load-delay', '0');
      await loaded;
      writeFileSync(node(3).configFile, config);
      await untilInfo(node(3), 'master_link_status', (value) => value === 'up');
      await untilViews(cluster(), 'the node to be trusted again', (view) => !view.includes('fail'));
      expect(outcomes(run)).toEqual(['no-replica', 'ok', 'ok']);
      expect(first(run)?.replicas).toMatchObject([{ verdict: 'refused', refusal: 'loading' }]);
    },
    clusterTestTimeoutMs,
  );

  test('asks nothing of a replica that is frozen, nor of its primary', async () => {
    node(3).freeze();
    const run = await saveOn(cluster(), { timeoutMs: 500 }).finally(() => node(3).resume());
    expect(outcomes(run)).toEqual(['no-replica', 'ok', 'ok']);
    expect(first(run)?.replicas[0]).toMatchObject({ verdict: 'refused' });
    expect(first(run)?.replicas[0]?.refusal).toMatch(/^(not-answered|marked-failed)$/);
    await untilViews(cluster(), 'the node to be trusted again', (view) => !view.includes('fail'));
  });

  test('waits for a rewrite to end if it is told to, and otherwise saves nothing while one runs on the host', async () => {
    await slowly(node(3));
    await node(3).send('BGREWRITEAOF');
    const impatient = await saveOn(cluster());
    expect(outcomes(impatient)).toEqual(['no-replica', 'no-replica', 'no-replica']);
    expect(impatient.shards.map(({ replicas }) => replicas[0]?.refusal)).toEqual([
      'fork-running',
      'fork-on-host',
      'fork-on-host',
    ]);
    const patient = await saveOn(cluster(), {
      waitMs: 30_000,
      afterLook: async (look) => {
        if (look === 1) await Promise.all([quickly(node(3)), untilIdle(node(3))]);
      },
    });
    expect(outcomes(patient)).toEqual(['ok', 'ok', 'ok']);
  });

  test('is refused by a replica on which a rewrite has begun since it was chosen', async () => {
    await slowly(node(3));
    const begun = await saveOn(cluster(), { afterLook: () => node(3).send('BGREWRITEAOF') });
    expect(first(begun)).toMatchObject({
      outcome: 'refused',
      sent: false,
      reason: 'an AOF rewrite runs on it, since it was chosen',
    });
    await Promise.all([quickly(node(3)), untilIdle(node(3))]);
    await slowly(node(3));
    const between = await saveOn(cluster(), {
      beforeBgsave: async (address) => {
        if (address === node(3).address) await node(3).send('BGREWRITEAOF');
      },
    });
    expect(first(between)).toMatchObject({ outcome: 'refused', sent: false });
    expect(first(between)?.reason).toContain('has begun on it');
  });

  test(
    'asks nothing of a replica that was promoted after it had been chosen',
    async () => {
      const before = await bgsaves(cluster());
      const run = await saveOn(cluster(), { afterLook: () => failOver(node(3)) });
      expect(first(run)).toMatchObject({ outcome: 'became-primary', sent: false, measured: null });
      expect(outcomes(run).slice(1)).toEqual(['ok', 'ok']);
      expect((await bgsaves(cluster()))[3]).toBe(before[3]);
      await back(3);
    },
    clusterTestTimeoutMs,
  );

  test(
    'says that it ran on a primary if the replica was promoted at the very last moment',
    async () => {
      const run = await saveOn(cluster(), {
        beforeBgsave: async (address) => {
          if (address === node(3).address) await failOver(node(3));
        },
      });
      expect(first(run)).toMatchObject({ outcome: 'became-primary', sent: true });
      expect(first(run)?.reason).toContain('the save ran on a primary');
      // It was seen through to its end, so that the next one on the host does not run beside it.
      expect(first(run)?.measured?.forkUs).toBeGreaterThan(0);
      expect(outcomes(run).slice(1)).toEqual(['ok', 'ok']);
      await back(3);
    },
    clusterTestTimeoutMs,
  );

  test(
    'notices a failover while it saves, and that the save is whole all the same',
    async () => {
      await slowly(node(3));
      const run = await saveOn(cluster(), {
        whileSaving: async (address, look) => {
          if (address === node(3).address && look === 1) await failOver(node(3));
          if (address === node(3).address && look === 2) await quickly(node(3));
        },
      });
      expect(first(run)).toMatchObject({ outcome: 'became-primary', sent: true });
      expect(first(run)?.reason).toContain('was made a primary while it did');
      expect(first(run)?.measured?.forkUs).toBeGreaterThan(0);
      await back(3);
    },
    clusterTestTimeoutMs,
  );

  test('does not call a save good that failed', async () => {
    const dump = join(node(3).directory, 'dump.rdb');
    await rm(dump, { force: true });
    await mkdir(join(dump, 'in the way'), { recursive: true });
    const run = await saveOn(cluster());
    await rm(dump, { recursive: true });
    expect(outcomes(run)).toEqual(['failed', 'ok', 'ok']);
    expect(first(run)).toMatchObject({ sent: true, reason: 'the save ended with an error' });
    const after = await saveOn(cluster());
    expect(outcomes(after)).toEqual(['ok', 'ok', 'ok']);
    expect(after.shards[0]?.replicas[0]?.notes).toContain('its last save failed');
  });

  test('does not call a save good whose end it did not see, and begins nothing after its time', async () => {
    await slowly(node(3));
    const run = await saveOn(cluster(), { deadlineMs: 1200 });
    expect(outcomes(run)).toEqual(['not-verified', 'refused', 'refused']);
    expect(first(run)?.reason).toContain('it still saved when the time was up');
    expect(run.shards[1]?.reason).toBe('the time was up before its turn came');
  });

  test('tells what it saw last when its time is up while it waits for a replica', async () => {
    await slowly(node(3));
    await node(3).send('BGREWRITEAOF');
    const run = await saveOn(cluster(), { waitMs: 30_000, deadlineMs: 2000 });
    expect(outcomes(run)).toEqual(['no-replica', 'no-replica', 'no-replica']);
    expect(first(run)?.replicas).toMatchObject([{ refusal: 'fork-running' }]);
  });

  test(
    'does not call a save good whose node died, and begins no other one on its host',
    async () => {
      await slowly(node(3));
      const run = await saveOn(cluster(), {
        whileSaving: async (_, look) => {
          if (look === 2) await node(3).kill();
        },
      });
      await node(3).start();
      await untilInfo(node(3), 'master_link_status', (value) => value === 'up');
      expect(outcomes(run)).toEqual(['not-verified', 'refused', 'refused']);
      expect(first(run)?.reason).toContain('its save was not seen any more');
      expect(run.shards[1]?.reason).toBe('another save may still run on its host');
      await untilViews(cluster(), 'the node to be trusted again', (view) => !view.includes('fail'));
    },
    clusterTestTimeoutMs,
  );
});

/** Whom the replica logs in to its primary as. */
async function login(each: LocalNode, user: string, password: string): Promise<void> {
  await each.sendAll([
    ['CONFIG', 'SET', 'masteruser', user],
    ['CONFIG', 'SET', 'masterauth', password],
  ]);
}
