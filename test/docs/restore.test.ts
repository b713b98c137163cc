import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from '@jest/globals';
import type { BackupManifest } from '../../lib/core/backup/manifest.ts';
import { sendCommands } from '../../lib/demo/connection.ts';
import { fillCluster } from '../../lib/demo/fill.ts';
import { freeBasePort } from '../../lib/demo/free-ports.ts';
import { clusterTestTimeoutMs, nodeAt, waitUntil, withCluster } from '../harness/cluster.ts';
import { filesIn, tell } from '../harness/command-line.ts';
import { untilCaughtUp } from '../harness/copies.ts';
import { isRunning } from '../harness/processes.ts';
import { blocksOf, pageAt } from './pages.ts';

const HOST = '127.0.0.1';
const keys = 500;

/** The commands of the page, with words in capitals to be filled in. */
const lines =
  blocksOf(pageAt('docs/restore.md')).find(({ heading, language }) => heading === 'Restore' && language === 'text')
    ?.lines ?? [];

const directory = mkdtempSync(join(tmpdir(), 'restore-'));
const started: string[] = [];
afterEach(async () => {
  for (const data of started) {
    const pid = Number(readFileSync(join(data, 'pid'), 'utf8'));
    if (isRunning(pid)) process.kill(pid, 'SIGKILL');
    await waitUntil(() => !isRunning(pid), { timeoutMs: 60_000, what: 'a server to end' });
  }
  rmSync(directory, { recursive: true, force: true });
});

/** Types the line of the page that has these words. */
async function type(words: string, names: Readonly<Record<string, string | number>>): Promise<string> {
  const line = lines.find((each) => each.includes(words));
  if (line === undefined) throw new Error(`the page has no ${words}`);
  const filled = line.replace(/[A-Z]+(?:_[A-Z]+)*/g, (word) => String(names[word] ?? word));
  const { stdout } = await promisify(execFile)('bash', ['-c', filled], { cwd: directory });
  expect(stdout).not.toMatch(/^\(?(?:error|ERR)/i);
  return stdout;
}

async function startEmpty(port: number): Promise<string> {
  const DATA = join(directory, String(port));
  mkdirSync(DATA);
  const config = [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir ${DATA}`,
    'cluster-enabled yes',
    'appendonly no',
    'save ""',
    `pidfile ${DATA}/pid`,
  ];
  writeFileSync(join(DATA, 'redis.conf'), `${config.join('\n')}\n`);
  await type('redis-server', { DATA });
  await untilAnswers(port);
  started.push(DATA);
  return DATA;
}

const ask = async (port: number, ...command: readonly [string, ...(string | number)[]]) =>
  (await sendCommands({ host: HOST, port, login: undefined, tls: undefined }, [command]))[0];
const wait = (condition: () => Promise<boolean>, what: string) => waitUntil(condition, { timeoutMs: 30_000, what });
const untilAnswers = (port: number) => wait(async () => (await ask(port, 'PING')) === 'PONG', `${port} to answer`);
const untilOk = (PORT: number) =>
  wait(async () => (await type('CLUSTER INFO', { HOST, PORT })).includes('cluster_state:ok'), `${PORT} to be ok`);

/** A set of a cluster that is gone by the time this returns. */
async function makeSet(): Promise<{ readonly SET: string; readonly manifest: BackupManifest }> {
  const store = join(directory, 'store');
  await withCluster({}, async (cluster) => {
    await fillCluster(cluster, keys);
    await untilCaughtUp(cluster);
    expect((await tell(['backup', 'copy', nodeAt(cluster.nodes, 0).address, '--store', store])).code).toBe(0);
  });
  const path = filesIn(store).find((file) => file.endsWith('manifest.json')) ?? '';
  return { SET: join(path, '..'), manifest: JSON.parse(readFileSync(path, 'utf8')) as BackupManifest };
}

test(
  'a new cluster is built from nothing but a set, as the page says, and answers for every key',
  async () => {
    const { SET, manifest } = await makeSet();
    const base = await freeBasePort(6, HOST);
    const primaries = manifest.shards.map(({ slots, rdb }, index) => ({
      PORT: base + index,
      slots,
      file: rdb?.file ?? '',
    }));
    const first = { FIRST_HOST: HOST, FIRST_PORT: base };
    const places = new Map<number, string>();
    for (const { PORT } of primaries) places.set(PORT, await startEmpty(PORT));
    for (const { PORT, slots } of primaries) {
      for (const [FIRST, LAST] of slots) await type('ADDSLOTSRANGE', { HOST, PORT, FIRST, LAST });
      if (PORT !== base) await type('-p PORT CLUSTER MEET', { HOST, PORT, ...first });
    }
    for (const { PORT } of primaries) await untilOk(PORT);
    for (const { PORT, file } of primaries) {
      const DATA = places.get(PORT) ?? '';
      const pid = Number(readFileSync(join(DATA, 'pid'), 'utf8'));
      await type('SHUTDOWN', { HOST, PORT });
      await wait(async () => !isRunning(pid), `${PORT} to end`);
      await type('cp ', { SET, FIRST: /\d+/.exec(file)?.[0] ?? '', DATA });
      await type('redis-server', { DATA });
      await untilAnswers(PORT);
    }
    for (const { PORT } of primaries) await untilOk(PORT);
    await addReplicas(
      primaries.map(({ PORT }) => PORT),
      first,
    );
    for (const { PORT } of primaries) {
      await type('appendonly yes', { HOST, PORT });
      await type('CONFIG REWRITE', { HOST, PORT });
    }
    const values = await Promise.all(
      Array.from({ length: keys }, (_, index) =>
        read(
          `key:${index}`,
          primaries.map(({ PORT }) => PORT),
        ),
      ),
    );
    expect(values).toEqual(Array.from({ length: keys }, (_, index) => `value ${index}`));
  },
  2 * clusterTestTimeoutMs,
);

async function addReplicas(primaries: readonly number[], first: Readonly<Record<string, string | number>>) {
  for (const primary of primaries) {
    const REPLICA_PORT = primary + primaries.length;
    await startEmpty(REPLICA_PORT);
    const replica = { REPLICA_HOST: HOST, REPLICA_PORT };
    await type('REPLICA_PORT CLUSTER MEET', { ...replica, ...first });
    const PRIMARY_ID = String(await ask(primary, 'CLUSTER', 'MYID'));
    await wait(
      async () => String(await ask(REPLICA_PORT, 'CLUSTER', 'NODES')).includes(PRIMARY_ID),
      'the replica to know its primary',
    );
    await type('CLUSTER REPLICATE', { ...replica, PRIMARY_ID });
    const dataset = await ask(primary, 'DBSIZE');
    await wait(async () => (await ask(REPLICA_PORT, 'DBSIZE')) === dataset, 'the replica to have all keys');
  }
}

/** The value of a key, from whichever node has it. */
async function read(key: string, ports: readonly number[]): Promise<unknown> {
  const replies = await Promise.all(ports.map((port) => ask(port, 'GET', key)));
  return replies.find((reply) => !(reply instanceof Error));
}
