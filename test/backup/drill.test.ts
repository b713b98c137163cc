import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { directoryBackups } from '../../lib/adapters/stores/directory-backups.ts';
import type { BackupManifest } from '../../lib/core/backup/manifest.ts';
import type { Drill } from '../../lib/core/backup/set-looks.ts';
import { isAtLeast } from '../../lib/core/version.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import { storeSet } from '../builders/backup-set.ts';
import { key, rdb, string } from '../builders/rdb.ts';
import { clusterTestTimeoutMs, nodeAt, withCluster } from '../harness/cluster.ts';
import { filesIn, tell } from '../harness/command-line.ts';
import { untilCaughtUp } from '../harness/copies.ts';
import { fillEveryType } from '../harness/fill-every-type.ts';
import { availableServers, testServer } from '../harness/servers.ts';

const servers = await availableServers();
const set = '20260301T030000.000Z';

let directory = '';
let scratch = '';
const before = process.env.TMPDIR;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'drills-'));
  scratch = mkdtempSync(join(tmpdir(), 'drill-scratch-'));
  process.env.TMPDIR = scratch;
});
afterEach(() => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  // No file of a drill outlives it, and no server: each has its directory there.
  const left = [...readdirSync(scratch), ...serversIn(scratch)];
  rmSync(directory, { recursive: true, force: true });
  rmSync(scratch, { recursive: true, force: true });
  expect(left).toEqual([]);
});

/** Processes that run with something in this directory. */
function serversIn(path: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(path);
      } catch {
        return false;
      }
    });
}

const store = () => directoryBackups(directory);

async function drillJson(...words: readonly string[]): Promise<{ readonly code: number; readonly drill: Drill }> {
  const { code, stdout } = await tell(['backup', 'drill', '--store', directory, '--format', 'json', ...words]);
  return { code, drill: JSON.parse(stdout) as Drill };
}

describe.each(servers)('copied from $label ($version.text)', ({ path, version }) => {
  test(
    'values of every type are verified and restored by the same server, as many as there are',
    async () => {
      process.env.TMPDIR = before ?? '/tmp';
      await withCluster({ server: path, primaries: 1 }, async (cluster) => {
        process.env.TMPDIR = scratch;
        const [primary, replica] = [nodeAt(cluster.nodes, 0), nodeAt(cluster.nodes, 1)];
        await fillEveryType(cluster, primary);
        await untilCaughtUp(cluster);
        const copied = await tell(['backup', 'copy', primary.address, '--store', directory, '--format', 'json']);
        const manifest = JSON.parse(copied.stdout) as BackupManifest;
        expect([copied.code, manifest.problems]).toEqual([0, []]);
        expect((await tell(['backup', 'verify', '--store', directory])).code).toBe(0);
        const keys = await replica.send('DBSIZE');
        const { code, drill } = await drillJson('--server', path);
        expect([code, drill.outcome, drill.shards.flatMap(({ problems }) => problems)]).toEqual([0, 'ok', []]);
        const knows = version.engine === 'valkey' || isAtLeast(version, 7, 0);
        expect(drill.shards[0]).toMatchObject({
          server: `${version.engine} ${version.text}`,
          keys: { stored: keys, loaded: keys, expired: knows ? 0 : null },
        });
        expect(Object.keys(drill.shards[0]?.sampled ?? {})).toEqual(expect.arrayContaining(['string']));
        const origin = manifest.shards[0]?.rdb?.content?.origin;
        expect(origin).toMatchObject({ engine: version.engine, serverVersion: version.text });
        expect(origin?.replicationId).toBe(await replicationId(replica));
      });
    },
    clusterTestTimeoutMs,
  );
});

async function replicationId(node: LocalNode): Promise<string | undefined> {
  return /master_replid:(\w+)/.exec(String(await node.send('INFO', 'replication')))?.[1];
}

describe('a drill', () => {
  const everySlot = [[0, 16_383]] as const;
  const names = ['one', 'two', 'three'].map((name) => key(0, name, string('value')));

  test(
    'takes keys that have expired for what they are',
    async () => {
      const past = [252, 0, 1, 0, 0, 0, 0, 0, 0];
      const expired = [...past, ...key(0, 'gone', string('value'))];
      await storeSet(store(), set, [{ slots: everySlot, rdb: rdb('REDIS0009', [...names, expired]) }]);
      const { code, drill } = await drillJson();
      expect([code, drill.shards[0]?.problems, drill.shards[0]?.keys]).toEqual([
        0,
        [],
        { stored: 4, loaded: 3, expired: isAtLeast((await testServer()).version, 7, 0) ? 1 : null },
      ]);
    },
    clusterTestTimeoutMs,
  );

  test(
    'fails when an RDB is another one than was stored, and goes on with the others',
    async () => {
      await storeSet(store(), set, [
        { slots: [[0, 8191]], rdb: rdb('REDIS0009', []) },
        { slots: [[8192, 16_383]], rdb: rdb('REDIS0009', []) },
      ]);
      const file = filesIn(directory).find((path) => path.endsWith('shard-0.rdb')) ?? '';
      const bytes = readFileSync(file);
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
      writeFileSync(file, bytes);
      const { code, drill } = await drillJson();
      expect([code, drill.outcome, drill.shards.map(({ outcome }) => outcome)]).toEqual([
        1,
        'failed',
        ['failed', 'ok'],
      ]);
      expect(drill.shards[0]?.problems).toEqual([
        expect.stringMatching(/^redis .* ended while it loaded it$/),
        expect.stringContaining('Verify the set'),
      ]);
      expect((await tell(['backup', 'list', '--store', directory])).stdout).toMatch(/ failed\n$/);
    },
    clusterTestTimeoutMs,
  );

  test(
    'says so when the server is too old for the format',
    async () => {
      await storeSet(store(), set, [{ slots: everySlot, rdb: rdb('REDIS0013', names) }]);
      const { code, drill } = await drillJson();
      expect([code, drill.shards[0]?.problems]).toEqual([
        1,
        [expect.stringContaining('cannot read this format (version 13)'), expect.stringContaining('--server')],
      ]);
    },
    clusterTestTimeoutMs,
  );

  test('without a server says what to install, and notes nothing', async () => {
    await storeSet(store(), set, [{ slots: everySlot, rdb: rdb('REDIS0009', names) }]);
    const { code, stderr } = await tell(['backup', 'drill', '--store', directory, '--server', join(directory, 'none')]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/none cannot be run\nInstall redis-server .* --server\.\n$/),
    ]);
    expect(filesIn(directory).filter((path) => path.includes('drilled'))).toEqual([]);
  });

  test(
    'of a set that is not the whole cluster is incomplete, however well it loads',
    async () => {
      await storeSet(store(), set, [{ slots: [[0, 8191]], rdb: rdb('REDIS0009', []) }], {
        complete: false,
        problems: ['shard 8192 (failed): why'],
      });
      const { code, drill } = await drillJson(set);
      expect([code, drill.outcome, drill.problems]).toEqual([
        1,
        'incomplete',
        ['shard 8192 (failed): why', 'no RDB holds slots 8192-16383'],
      ]);
    },
    clusterTestTimeoutMs,
  );
});
