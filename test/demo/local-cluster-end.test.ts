import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { freeBasePort } from '../../lib/demo/free-ports.ts';
import { clusterTestTimeoutMs, startTestCluster, waitUntil } from '../harness/cluster.ts';
import { failure, isRunning, pidsOf } from '../harness/processes.ts';

/** Starts a cluster in a process of its own. */
function startElsewhere(options: object, temporary: string) {
  const script = join(import.meta.dirname, '..', 'harness', 'start-cluster.ts');
  const env = { ...process.env, TMPDIR: temporary };
  return spawn(process.execPath, [script, JSON.stringify(options)], { env, stdio: ['ignore', 'pipe', 'ignore'] });
}

describe('nothing is left behind', () => {
  test('stop ends exactly its own servers and deletes the directory', async () => {
    const [one, other] = await Promise.all([startTestCluster({ mode: 'plain' }), startTestCluster({ mode: 'plain' })]);
    const [pids, others] = [pidsOf(one), pidsOf(other)];
    one.nodes[1]?.freeze();
    await one.stop();
    expect(pids.filter(isRunning)).toEqual([]);
    expect(existsSync(one.directory)).toBe(false);
    expect(others.every(isRunning)).toBe(true);
    await one.stop();
    await other.stop();
    expect(others.filter(isRunning)).toEqual([]);
  });

  test(
    'a process that is killed takes its servers with it, even a frozen one',
    async () => {
      const temporary = await mkdtemp(join(tmpdir(), 'killed-'));
      const child = startElsewhere({ mode: 'plain' }, temporary);
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const pids = JSON.parse(line.toString()) as readonly number[];
      expect(pids.filter(isRunning)).toHaveLength(2);
      process.kill(pids[0] ?? 0, 'SIGSTOP');
      child.kill('SIGKILL');
      const gone = async () => !pids.some(isRunning) && (await readdir(temporary)).length === 0;
      await waitUntil(gone, { timeoutMs: 10_000, what: 'servers and directory to go' });
      await rm(temporary, { recursive: true });
    },
    clusterTestTimeoutMs,
  );

  test('a start that fails leaves neither server nor directory', async () => {
    const temporary = await mkdtemp(join(tmpdir(), 'failed-'));
    const child = startElsewhere({ mode: 'plain', config: ['nonsense yes'] }, temporary);
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(await readdir(temporary)).toEqual([]);
    await rm(temporary, { recursive: true });
  });

  test('replicas that are never linked make a start fail, and the servers are ended', async () => {
    const nodeConfig = { 1: ['masterauth wrong'] };
    const error = await failure(startTestCluster({ mode: 'plain', password: 'p', nodeConfig, timeoutMs: 1000 }));
    expect(error).toMatchObject({ problem: 'not-ready', message: expect.stringMatching(/^2 of 2 nodes did not/) });
    expect(String(error.cause)).toContain('connected_slaves:0');
    const [, pid] = /^(\d+):/m.exec(error.logTail) ?? [];
    expect(isRunning(Number(pid))).toBe(false);
  });
});

describe('what cannot be started is said in words', () => {
  test.each([
    ['no such binary', { server: '/nonexistent/redis-server' }, 'no-server', 'cannot be run'],
    ['another program', { server: '/bin/ls' }, 'no-server', 'is no Redis or Valkey server'],
    ['an unknown directive', { config: ['nonsense yes'] }, 'server-ended', "'nonsense yes'"],
    ['ports whose bus ports are handed out by the kernel', { basePort: 22_766 }, 'bad-options', 'ports above 22767'],
    ['users without a login', { usersAcl: 'user default off' }, 'bad-options', 'usersAcl needs a login'],
  ] as const)('%s', async (_, options, problem, words) => {
    const error = await failure(startTestCluster(options));
    expect(error.problem).toBe(problem);
    expect(error.message).toContain(words);
  });

  test('a port that somebody else has', async () => {
    const basePort = await freeBasePort(6, '127.0.0.1');
    const server = createServer().listen(basePort + 4, '127.0.0.1');
    await once(server, 'listening');
    const error = await failure(startTestCluster({ basePort }));
    server.close();
    expect(error.problem).toBe('port-taken');
  });

  test('no free ports in the range', async () => {
    const port = await freeBasePort(1, '127.0.0.1');
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    const options = { primaries: 1, replicasPerPrimary: 0, portRange: [port, port] } as const;
    const error = await failure(startTestCluster(options));
    server.close();
    expect(error.problem).toBe('port-taken');
  });

  test('a PATH without a server', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'empty-path-'));
    await writeFile(join(directory, 'redis-server'), 'not executable');
    const path = process.env['PATH'];
    process.env['PATH'] = directory;
    const error = await failure(startTestCluster()).finally(() => {
      process.env['PATH'] = path;
    });
    await rm(directory, { recursive: true });
    expect(error.message).toBe('neither redis-server nor valkey-server is on the PATH');
  });
});
