import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { directoryBackups } from '../../lib/adapters/stores/directory-backups.ts';
import { listSets } from '../../lib/backup/sets.ts';
import type { BackupManifest } from '../../lib/core/backup/manifest.ts';
import { StoreError } from '../../lib/core/errors.ts';
import { fillCluster } from '../../lib/demo/fill.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster, waitUntil, withCluster } from '../harness/cluster.ts';
import { filesIn, tell, untilNobodyIsConnected, userFor } from '../harness/command-line.ts';
import { copyWith, interruptedStore, slowDown, untilCaughtUp } from '../harness/copies.ts';
import { plantSecrets } from '../harness/planted-secrets.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'copies-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const places = () =>
  filesIn(directory).map((path) => path.slice(directory.length + 1).replace(/\d{8}T[\d.]+Z/, 'TIME'));
const inSet = (cluster: string, ...files: readonly string[]) =>
  files.map((file) => `backups/cluster=${cluster}/TIME/${file}`).sort();
const outcomes = ({ shards }: Pick<BackupManifest, 'shards'>) => shards.map(({ outcome }) => outcome);

async function keysOf(cluster: LocalCluster): Promise<readonly unknown[]> {
  return Promise.all(cluster.replicas.map((node) => node.send('DBSIZE')));
}

const secrets = plantSecrets();
const password = secrets.secret('password');

describe('a copy of a cluster', () => {
  let users = '';
  beforeAll(async () => {
    const lines = [
      'user default off',
      'user admin on >administers ~* &* +@all',
      'user replica on >replicates -@all +psync +replconf +ping',
      await userFor('copy', password),
    ];
    users = `${lines.join('\n')}\n`;
  });
  const started: { cluster?: LocalCluster } = {};
  const cluster = (): LocalCluster => started.cluster as LocalCluster;
  beforeAll(async () => {
    const { startTestCluster } = await import('../harness/start-test-cluster.ts');
    started.cluster = await startTestCluster({
      usersAcl: users,
      config: ['masteruser replica', 'masterauth replicates'],
      login: { username: 'admin', password: 'administers' },
    });
    await fillCluster(cluster(), 600);
    for (const primary of cluster().primaries) {
      await primary.sendAll([
        ['SET', `{${secrets.secret('key')}}:a`, secrets.secret('value')],
        ['HSET', `{${secrets.secret('key of a hash')}}`, secrets.secret('field'), secrets.secret('value of a field')],
      ]);
    }
    await untilCaughtUp(cluster());
  }, clusterTestTimeoutMs);
  afterAll(() => started.cluster?.stop());

  const login = { REDISCLI_AUTH: password };
  const copyAs = (words: readonly string[], env: Readonly<Record<string, string>> = login) => {
    const { address } = nodeAt(cluster().nodes, 0);
    return tell(['backup', 'copy', address, '--user', 'copier', '--store', directory, ...words], env);
  };

  test(
    'has every shard from a replica, by the user that `acl --for copy` makes, and asks no primary',
    async () => {
      await Promise.all(cluster().nodes.map((node) => node.send('ACL', 'LOG', 'RESET')));
      const syncs = () =>
        Promise.all(
          cluster().primaries.map(async (node) => /sync_full:\d+/.exec(String(await node.send('INFO', 'stats')))?.[0]),
        );
      const before = await syncs();
      const { code, stdout } = await copyAs(['--format', 'json']);
      const manifest = JSON.parse(stdout) as BackupManifest;
      expect([code, manifest.complete, manifest.problems, outcomes(manifest)]).toEqual([
        0,
        true,
        [],
        ['ok', 'ok', 'ok'],
      ]);
      expect(manifest.shards.map(({ node }) => node?.address)).toEqual(
        cluster().replicas.map(({ address }) => address),
      );
      expect(manifest.shards.map(({ roleBefore, roleAfter }) => [roleBefore, roleAfter])).toEqual(
        Array(3).fill(['replica', 'replica']),
      );
      expect(manifest.shards.map(({ rdb }) => rdb?.content?.keys)).toEqual(await keysOf(cluster()));
      const infos = await Promise.all(cluster().replicas.map((node) => node.send('INFO', 'replication')));
      const ids = infos.map((info) => /master_replid:(\w+)/.exec(String(info))?.[1]);
      expect(manifest.shards.map(({ rdb }) => rdb?.content?.origin.replicationId)).toEqual(ids);
      expect(await syncs()).toEqual(before);
      expect(await Promise.all(cluster().nodes.map((node) => node.send('ACL', 'LOG')))).toEqual(Array(6).fill([]));
      await untilNobodyIsConnected(cluster());
      const id = manifest.cluster.id;
      expect(places().sort()).toEqual(
        inSet(id, 'begun.json', 'manifest.json', 'shard-0.rdb', 'shard-10923.rdb', 'shard-5461.rdb'),
      );
    },
    clusterTestTimeoutMs,
  );

  test(
    'says nothing of keys, values and the login, in what is told and what is stored beside the RDBs',
    async () => {
      const told = [
        await copyAs([]),
        await copyAs(['--format', 'json']),
        await copyAs(['--plan']),
        await copyAs([], { REDISCLI_AUTH: `${password}x` }),
        await tell(['backup', 'verify', '--store', directory, '--all']),
        await tell(['backup', 'drill', '--store', directory]),
        await tell(['backup', 'list', '--store', directory, '--format', 'json']),
      ];
      expect(told.map(({ code }) => code)).toEqual([0, 0, 0, 2, 0, 0, 0]);
      const texts = told.flatMap(({ stdout, stderr }, index) => [
        [`stdout ${index}`, stdout] as const,
        [`stderr ${index}`, stderr] as const,
      ]);
      const stored = filesIn(directory).filter((path) => !path.endsWith('.rdb'));
      expect(stored.length).toBeGreaterThan(6);
      const documents = stored.map((path) => [path, readFileSync(path, 'utf8')] as const);
      expect([...texts, ...documents].flatMap(([place, text]) => secrets.leaksIn(place, text))).toEqual([]);
      // The RDBs have them, so that the search finds what is there.
      const rdbs = filesIn(directory).filter((path) => path.endsWith('.rdb'));
      expect(rdbs.flatMap((path) => secrets.leaksIn('', readFileSync(path, 'latin1')))).not.toEqual([]);
    },
    clusterTestTimeoutMs,
  );

  test('lacks the right to ask for a role: the set says whose rights it takes', async () => {
    await Promise.all(cluster().nodes.map((node) => node.send('ACL', 'SETUSER', 'copier', '-role')));
    const { code, stdout } = await copyAs([]);
    await Promise.all(cluster().nodes.map((node) => node.send('ACL', 'SETUSER', 'copier', '+role')));
    expect([code, stdout]).toEqual([1, expect.stringContaining('acl --for copy')]);
  });

  test(
    'lacks a right: the set says which one, and nothing else is in it',
    async () => {
      await Promise.all(cluster().nodes.map((node) => node.send('ACL', 'SETUSER', 'copier', '-sync')));
      const { code, stdout } = await copyAs([]);
      await Promise.all(cluster().nodes.map((node) => node.send('ACL', 'SETUSER', 'copier', '+sync')));
      expect(code).toBe(1);
      expect(stdout.replace(/\s+/g, ' ')).toContain('Give the user of the backup the rights +replconf and +sync.');
      expect(places().filter((place) => place.endsWith('.rdb'))).toEqual([]);
    },
    clusterTestTimeoutMs,
  );

  test(
    'raises no alarm in the audits around it',
    async () => {
      const audit = () =>
        tell([
          'audit',
          `redis://admin:administers@${nodeAt(cluster().nodes, 0).address}`,
          '--store',
          directory,
          '--format',
          'json',
        ]);
      const failing = ({ stdout }: { readonly stdout: string }) => {
        const { findings } = JSON.parse(stdout) as {
          findings: readonly { rule: string; status: string; severity: string }[];
        };
        const unsteady = /^latency\//;
        return findings
          .filter(({ rule, status, severity }) => status === 'fail' && severity !== 'info' && !unsteady.test(rule))
          .map(({ rule }) => rule);
      };
      const before = failing(await audit());
      for (let time = 0; time < 4; time++) expect((await copyAs([])).code).toBe(0);
      expect(failing(await audit())).toEqual(before);
    },
    clusterTestTimeoutMs,
  );
});

describe('a copy that something comes in between', () => {
  const cluster = useCluster({ primaries: 2, config: ['rdbcompression no'] });
  const store = () => directoryBackups(directory);

  beforeAll(async () => {
    await fillLarge(cluster());
  }, clusterTestTimeoutMs);
  beforeEach(() => slowDown(cluster(), 0));

  /** The outcomes of both shards, and what is stored of them. */
  const summary = (manifest: BackupManifest) => ({
    outcomes: outcomes(manifest),
    complete: manifest.complete,
    rdbs: places()
      .flatMap((place) => /shard-.*$/.exec(place) ?? [])
      .sort(),
  });

  test(
    'has nothing of the shard when the store fails in the middle, and says so',
    async () => {
      const full = () => {
        throw new StoreError('cannot write DIR (ENOSPC)', 'Make room.');
      };
      const manifest = await copyWith(cluster(), interruptedStore(store(), 'shard-0.rdb', full));
      expect(summary(manifest)).toEqual({ outcomes: ['failed', 'ok'], complete: false, rdbs: ['shard-8192.rdb'] });
      expect(manifest.problems).toEqual(['shard 0 (failed): cannot write DIR (ENOSPC)']);
      expect(
        JSON.parse(readFileSync(filesIn(directory).find((path) => path.endsWith('manifest.json')) ?? '', 'utf8')),
      ).toEqual(manifest);
    },
    clusterTestTimeoutMs,
  );

  test(
    'has nothing of the shard when the time is up in the middle, and begins no other one',
    async () => {
      await slowDown(cluster(), 10_000);
      const giveUp = new AbortController();
      const manifest = await copyWith(
        cluster(),
        interruptedStore(store(), 'shard-0.rdb', () => giveUp.abort()),
        { input: { deadline: giveUp.signal } },
      );
      expect(summary(manifest)).toEqual({ outcomes: ['failed', 'refused'], complete: false, rdbs: [] });
    },
    clusterTestTimeoutMs,
  );

  test(
    'has no shard of a replica that was killed in the middle, and goes on with the others',
    async () => {
      await slowDown(cluster(), 10_000);
      const replica = nodeAt(cluster().replicas, 0);
      const manifest = await copyWith(
        cluster(),
        interruptedStore(store(), 'shard-0.rdb', () => replica.kill()),
      );
      expect(summary(manifest)).toEqual({ outcomes: ['failed', 'ok'], complete: false, rdbs: ['shard-8192.rdb'] });
      expect(manifest.shards[0]?.problem).toMatch(/^127\.0\.0\.1:\d+: the RDB ended after \d+ bytes, in the middle/);
      const [set] = await listSets(store());
      expect(set).toMatchObject({ state: 'incomplete', problems: manifest.problems });
      // Without another replica the shard has none that is fit.
      const next = await tell(['backup', 'copy', nodeAt(cluster().nodes, 1).address, '--store', directory]);
      expect([next.code, /no replica is fit/.test(next.stdout)]).toEqual([1, true]);
      await replica.start();
      await waitUntil(async () => /link_status:up/.test(String(await replica.send('INFO', 'replication'))), {
        timeoutMs: 60_000,
        what: 'the replica to be linked again',
      });
    },
    clusterTestTimeoutMs,
  );

  test(
    'leaves an unfinished set when its own process is killed, which goes with the others in time',
    async () => {
      await slowDown(cluster(), 20_000);
      const { address } = nodeAt(cluster().nodes, 0);
      const program = join(import.meta.dirname, '..', '..', 'bin', 'redis-auditor.ts');
      const words = [program, 'backup', 'copy', address, '--store', directory];
      const child = spawn(process.execPath, words, { stdio: 'ignore' });
      await waitUntil(() => places().some((place) => /shard-\d+\.rdb\..*\.tmp$/.test(place)), {
        timeoutMs: 60_000,
        what: 'a copy to begin',
        everyMs: 10,
      });
      child.kill('SIGKILL');
      await once(child, 'exit');
      const clusterId = address.replace(':', '-');
      const list = await tell(['backup', 'list', '--store', directory]);
      expect([list.code, list.stdout]).toEqual([1, expect.stringMatching(/ unfinished .*\n/)]);
      expect(await store().list('', '')).toEqual([expect.stringMatching(/begun\.json$/)]);
      await slowDown(cluster(), 0);
      await untilNoFork(cluster());
      const later = Date.now() + 2 * 86_400_000;
      const { run } = await import('../cli/fake-io.ts');
      const next = await run(['backup', 'copy', address, '--store', directory, '--keep', '1'], { now: () => later });
      expect([next.code, next.stdout]).toEqual([0, expect.stringContaining('its run was interrupted')]);
      expect(places().sort()).toEqual(inSet(clusterId, 'begun.json', 'manifest.json', 'shard-0.rdb', 'shard-8192.rdb'));
    },
    clusterTestTimeoutMs,
  );

  test(
    'leaves nothing for good when its own process is killed before the set has a name',
    async () => {
      const { address } = nodeAt(cluster().nodes, 0);
      // The name is given by a link, which never comes to be.
      const hang = `
        import fs from 'node:fs/promises';
        import { syncBuiltinESMExports } from 'node:module';
        fs.link = () => new Promise(() => setInterval(() => undefined, 1000));
        syncBuiltinESMExports();`;
      const program = join(import.meta.dirname, '..', '..', 'bin', 'redis-auditor.ts');
      const preload = ['--import', `data:text/javascript,${encodeURIComponent(hang)}`];
      const words = [...preload, program, 'backup', 'copy', address, '--store', directory];
      const child = spawn(process.execPath, words, { stdio: 'ignore' });
      await waitUntil(() => places().some((place) => /begun\.json\..*\.tmp$/.test(place)), {
        timeoutMs: 60_000,
        what: 'a set to be begun',
      });
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(places()).toHaveLength(1);
      expect(await listSets(store())).toEqual([]);
      const later = Date.now() + 2 * 86_400_000;
      const { run } = await import('../cli/fake-io.ts');
      const copyLater = (...more: readonly string[]) =>
        run(['backup', 'copy', address, '--store', directory, '--keep', '1', ...more], { now: () => later });
      expect((await copyLater('--plan')).stdout).toContain('its run was interrupted');
      const next = await copyLater();
      expect([next.code, next.stdout]).toEqual([0, expect.stringContaining('its run was interrupted')]);
      expect(places().filter((place) => place.endsWith('.tmp'))).toEqual([]);
    },
    clusterTestTimeoutMs,
  );

  test(
    'that another copy begins at the same moment gives two sets, each whole or saying why not',
    async () => {
      const now = Date.now();
      const both = await Promise.all([1, 2].map(() => copyWith(cluster(), store(), { tools: { now: () => now } })));
      expect(new Set(both.map(({ set }) => set)).size).toBe(2);
      for (const manifest of both) {
        const whole = manifest.shards.every(({ outcome }) => outcome === 'ok');
        expect([manifest.complete, manifest.problems.length === 0]).toEqual([whole, whole]);
      }
      expect((await tell(['backup', 'verify', '--store', directory, '--all'])).stdout).not.toContain('damaged');
    },
    clusterTestTimeoutMs,
  );
});

/** So that an RDB is much longer than what comes first: 200 keys of 20 kB in each of two shards. */
async function fillLarge(cluster: LocalCluster): Promise<void> {
  const writes = Array.from({ length: 400 }, (_, index) => ['SET', `key:${index}`, 'x'.repeat(20_000)]);
  for (const primary of cluster.primaries) await primary.sendAll(writes);
  await untilCaughtUp(cluster);
}

async function untilNoFork(cluster: LocalCluster): Promise<void> {
  const isQuiet = async () => {
    const infos = await Promise.all(cluster.nodes.map((node) => node.send('INFO', 'persistence')));
    return infos.every((info) => String(info).includes('rdb_bgsave_in_progress:0'));
  };
  await waitUntil(isQuiet, { timeoutMs: 60_000, what: 'the forks to end' });
}

test(
  'a replica that is promoted while it is copied is noticed',
  async () => {
    await withCluster({ primaries: 3, config: ['rdbcompression no'] }, async (cluster) => {
      await fillCluster(cluster, 600);
      await untilCaughtUp(cluster);
      await slowDown(cluster, 10_000);
      const replica = nodeAt(cluster.replicas, 0);
      const promote = async () => {
        await replica.send('CLUSTER', 'FAILOVER');
        await waitUntil(async () => String(await replica.send('ROLE')).startsWith('master'), {
          timeoutMs: 60_000,
          what: 'the failover',
        });
      };
      const manifest = await copyWith(cluster, interruptedStore(directoryBackups(directory), 'shard-0.rdb', promote));
      const [first] = manifest.shards;
      expect(first).toMatchObject({ roleBefore: 'replica', roleAfter: 'primary' });
      // Some versions drop whoever copies when they are promoted, others send it to the end.
      expect(['failed', 'became-primary']).toContain(first?.outcome);
      expect(first?.rdb === null).toBe(first?.outcome === 'failed');
    });
  },
  clusterTestTimeoutMs,
);

test(
  'slots that are being moved while it is copied leave a set that is not complete',
  async () => {
    await withCluster({ primaries: 2 }, async (cluster) => {
      await fillCluster(cluster, 100);
      const [from, to] = [nodeAt(cluster.primaries, 0), nodeAt(cluster.primaries, 1)];
      await to.send('CLUSTER', 'SETSLOT', 100, 'IMPORTING', from.nodeId);
      await from.send('CLUSTER', 'SETSLOT', 100, 'MIGRATING', to.nodeId);
      const manifest = await copyWith(cluster, directoryBackups(directory));
      expect([outcomes(manifest), manifest.complete, manifest.problems]).toEqual([
        ['ok', 'ok'],
        false,
        ['a slot was being moved'],
      ]);
    });
  },
  clusterTestTimeoutMs,
);
