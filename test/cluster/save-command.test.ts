import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { saveCommands } from '../../lib/core/backup/save-facts.ts';
import type { SaveRun } from '../../lib/core/backup/save-run.ts';
import { isAtLeast } from '../../lib/core/version.ts';
import { fillCluster } from '../../lib/demo/fill.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster } from '../harness/cluster.ts';
import { commandOf, countedBy, growth } from '../harness/command-counts.ts';
import { auditorUser, filesIn, tell, tellJson, untilNobodyIsConnected, withStore } from '../harness/command-line.ts';
import { type OddServer, startListeningProxy } from '../harness/odd-servers.ts';
import { availableServers } from '../harness/servers.ts';
import { notStalls } from './fault.ts';
import { infoField, untilIdle, untilViews } from './scenario.ts';

/** The user's line of an ACL file, as `acl --for backup` says it. */
async function backupUser(password: string): Promise<string> {
  const { stdout } = await tell(['acl', '--for', 'backup']);
  return stdout.replace(/^ACL SETUSER/, 'user').replace('>PASSWORD', `>${password}`);
}

const usersAcl = [
  'user default off ~* &* +@all',
  'user admin on >administers ~* &* +@all',
  'user replica on >replicates -@all +psync +replconf +ping',
  await auditorUser('audits'),
  await backupUser('saves'),
].join('\n');

const cluster = useCluster({
  usersAcl: `${usersAcl}\n`,
  config: ['masteruser replica', 'masterauth replicates'],
  login: { username: 'admin', password: 'administers' },
});

const node = (index: number): LocalNode => nodeAt(cluster().nodes, index);
const url = (): string => `redis://backup:saves@${node(0).address}`;
const onEach = <T>(ask: (each: LocalNode) => Promise<T>): Promise<readonly T[]> =>
  Promise.all(cluster().nodes.map(ask));
const allow = (...rules: readonly string[]) => onEach((each) => each.send('ACL', 'SETUSER', 'backup', ...rules));

async function saved(...words: readonly string[]): Promise<{ readonly code: number; readonly run: SaveRun }> {
  const { code, stdout, stderr } = await tell(['backup', 'save', url(), '--format', 'json', ...words]);
  expect(stderr).toBe('');
  return { code, run: JSON.parse(stdout) as SaveRun };
}

describe('the user that `redis-auditor acl --for backup` makes', () => {
  test('is enough: every shard is saved, and nothing is refused', async () => {
    await fillCluster(cluster(), 600);
    await onEach((each) => each.send('ACL', 'LOG', 'RESET'));
    const { code, run } = await saved();
    expect({ code, outcomes: run.shards.map(({ outcome }) => outcome) }).toEqual({
      code: 0,
      outcomes: ['ok', 'ok', 'ok'],
    });
    expect(await onEach((each) => each.send('ACL', 'LOG'))).toEqual(cluster().nodes.map(() => []));
    await untilNobodyIsConnected(cluster());
  });

  test('lacks BGSAVE: no shard is saved, and it is said what makes the user', async () => {
    await allow('-bgsave');
    const { code, run } = await saved();
    await allow('+bgsave');
    expect(code).toBe(1);
    for (const shard of run.shards) {
      expect(shard).toMatchObject({ outcome: 'failed', sent: false, reason: 'the user may not run bgsave' });
      expect(shard.todo).toContain('acl --for backup');
    }
  });

  test('lacks ROLE: nothing is sent that forks', async () => {
    const before = await onEach(countedBy);
    await allow('-role');
    const { code, run } = await saved();
    await allow('+role');
    expect({ code, outcomes: run.shards.map(({ outcome }) => outcome) }).toEqual({
      code: 1,
      outcomes: ['failed', 'failed', 'failed'],
    });
    expect(growth(before, await onEach(countedBy)).bgsave).toBeUndefined();
  });

  test('lacks CLUSTER NODES: it cannot do its work', async () => {
    await allow('-cluster|nodes');
    const { code, stderr } = await tell(['backup', 'save', url()]);
    await allow('+cluster|nodes');
    expect(code).toBe(2);
    expect(stderr).toContain('no node tells who the members of the cluster are');
    expect(stderr).toContain('acl --for backup');
  });

  test('is refused: it cannot do its work', async () => {
    const { code, stderr } = await tell(['backup', 'save', `redis://backup:wrong@${node(0).address}`]);
    expect(code).toBe(2);
    expect(stderr).toContain('the user name or the password is wrong');
    expect(stderr).not.toContain('wrong@');
  });
});

describe('what arrives at the nodes', () => {
  let heard: { readonly index: number; readonly command: string }[] = [];
  let proxies: readonly OddServer[] = [];
  beforeAll(async () => {
    proxies = await Promise.all(
      cluster().nodes.map((each) =>
        startListeningProxy(each, (words) => void heard.push({ index: each.index, command: commandOf(words) })),
      ),
    );
  }, clusterTestTimeoutMs);
  afterAll(async () => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
  });
  const overProxies = (): readonly string[] =>
    cluster().nodes.flatMap((each, index) => ['--nat', `${each.address}=${proxies[index]?.address}`]);

  test('of a run is what the user may do, all of it, and BGSAVE once at each replica', async () => {
    heard = [];
    const { code } = await saved(...overProxies());
    expect(code).toBe(0);
    expect([...new Set(heard.map(({ command }) => command))].sort()).toEqual([...saveCommands, 'auth'].sort());
    expect(
      heard
        .filter(({ command }) => command === 'bgsave')
        .map(({ index }) => index)
        .toSorted((a, b) => a - b),
    ).toEqual([3, 4, 5]);
  });

  test('of a plan is nothing but questions', async () => {
    heard = [];
    const saves = await onEach((each) => infoField(each, 'rdb_last_save_time'));
    const { code, stdout } = await tell(['backup', 'save', url(), '--plan', ...overProxies()]);
    expect(code).toBe(0);
    expect(stdout.replaceAll('\n', ' ')).toContain(
      '3 of 3 shards can be saved on a replica, in 3 rounds: one save on a host at a time',
    );
    expect([...new Set(heard.map(({ command }) => command))].sort()).toEqual([
      'auth',
      'client|setname',
      'cluster|nodes',
      'info',
    ]);
    expect(await onEach((each) => infoField(each, 'rdb_last_save_time'))).toEqual(saves);
  });
});

test(
  'an audit before and after finds nothing wrong with the saves',
  async () => {
    const words = (store: string) => ['audit', `redis://auditor:audits@${node(0).address}`, '--store', store];
    await withStore(async (store) => {
      const before = await tellJson(words(store));
      const { code } = await saved('--store', store);
      const after = await tellJson(words(store));
      expect(code).toBe(0);
      expect(notStalls(before.result, cluster())).toEqual([]);
      expect(notStalls(after.result, cluster())).toEqual([]);
      const judged = after.result.findings.filter(({ rule }) => rule === 'rdb/save-ran-on-primary');
      expect(judged.map(({ status }) => status).sort()).toEqual([
        'pass',
        'pass',
        'pass',
        'skipped',
        'skipped',
        'skipped',
      ]);
      const newest = after.result.findings.filter(({ rule }) => rule === 'rdb/newest-save-too-old');
      expect(newest.map(({ status }) => status)).toEqual(['pass', 'pass', 'pass']);
    });
  },
  clusterTestTimeoutMs,
);

test('what became of a run is kept, a line for each shard and one that sums up', async () => {
  await withStore(async (store) => {
    const { run } = await saved('--store', store);
    const [file = '', ...more] = filesIn(store);
    expect(more).toEqual([]);
    const name = `${run.scheduledAt.replace(/[-:]/g, '')}.json.gz`;
    expect(file).toBe(`${store}/history/saves/cluster=${run.cluster.id}/dt=${run.scheduledAt.slice(0, 10)}/${name}`);
    const lines = gunzipSync(readFileSync(file))
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      {
        schemaVersion: 1,
        kind: 'save',
        runId: run.runId,
        shard: '0',
        outcome: 'ok',
        node: { address: node(3).address },
      },
      { schemaVersion: 1, kind: 'save', shard: '5461', outcome: 'ok' },
      { schemaVersion: 1, kind: 'save', shard: '10923', outcome: 'ok' },
      { schemaVersion: 1, kind: 'summary', shards: 3, saved: 3, complete: true },
    ]);
  });
});

test('a store that cannot be written does not hide what became of the saves', async () => {
  const { code, stdout, stderr } = await tell(['backup', 'save', url(), '--store', '/dev/null/history']);
  expect(code).toBe(2);
  expect(stdout).toContain('3 of 3 shards saved on a replica');
  expect(stderr).toMatch(/\/dev\/null\/history/);
});

describe('replicas that announce hosts of their own', () => {
  const spread = useCluster({
    primaries: 3,
    replicasPerPrimary: 2,
    nodeConfig: Object.fromEntries(
      // The first replicas share one host, the second ones another; primaries have a host each.
      [2, 3, 4, 5, 5, 5, 6, 6, 6].map((host, index) => [
        index,
        [`bind 127.0.0.1 127.0.0.${host}`, `cluster-announce-ip 127.0.0.${host}`],
      ]),
    ),
  });

  test('save at the same time where their hosts differ, and never two on one', async () => {
    await untilViews(spread(), 'the announced hosts', (view) => !/ 127\.0\.0\.1:/.test(view));
    // Of each shard another one is busy with nothing, so that ids decide, and they are random: the plan is held to itself.
    const { code, stdout } = await tell([
      'backup',
      'save',
      `redis://${nodeAt(spread().nodes, 0).address}`,
      '--format',
      'json',
    ]);
    const { shards } = JSON.parse(stdout) as SaveRun;
    expect(code).toBe(0);
    expect(shards.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok']);
    const places = shards.map(({ round, node: saver }) => `${round} ${saver?.address.split(':')[0]}`);
    expect(new Set(places).size).toBe(3);
    const perHost = Map.groupBy(shards, ({ node: saver }) => saver?.address.split(':')[0]);
    const most = Math.max(...[...perHost.values()].map((each) => each.length));
    expect(Math.max(...shards.map(({ round }) => round ?? 0))).toBe(most);
  });
});

const servers = (await availableServers()).filter(({ label }) => label !== 'system');

describe.each(servers)('on $label ($version.engine $version.text)', ({ path, version }) => {
  const other = useCluster({ server: path, primaries: 2, replicasPerPrimary: 1 });

  test('every shard is saved on its replica', async () => {
    const { code, stdout } = await tell([
      'backup',
      'save',
      `redis://${nodeAt(other().nodes, 0).address}`,
      '--format',
      'json',
      // A replica before 7.0 rewrites its append-only file after its first sync.
      '--wait',
      '30s',
    ]);
    const { shards } = JSON.parse(stdout) as SaveRun;
    expect({ code, outcomes: shards.map(({ outcome }) => outcome) }).toEqual({ code: 0, outcomes: ['ok', 'ok'] });
    for (const { measured } of shards)
      expect(measured).toMatchObject({ forkUs: expect.any(Number), copiedBytes: expect.any(Number) });
  });

  test('BGSAVE forks before it answers, and in MULTI from 7.0 on only later: that is why it is not used there', async () => {
    const replica = nodeAt(other().nodes, 2);
    await untilIdle(replica);
    const [started, info] = await replica.sendAll([['BGSAVE'], ['INFO', 'persistence']]);
    expect(started).toMatch(/started/);
    expect(info).toMatch(/rdb_bgsave_in_progress:1/);
    await untilIdle(replica);
    const [, , , inMulti] = await replica.sendAll([['MULTI'], ['ROLE'], ['BGSAVE'], ['EXEC']]);
    expect(String((inMulti as readonly unknown[])[1])).toMatch(isAtLeast(version, 7) ? /scheduled/ : /started/);
  });
});
