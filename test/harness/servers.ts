import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineVersion } from '../../lib/core/version.ts';
import { findServerOnPath, readServer, type ServerBinary } from '../../lib/demo/find-server.ts';

/** A server that tests can start. */
export interface TestServer extends ServerBinary {
  /** `system` for the one on the PATH, otherwise the name that scripts/get-servers.sh gave it. */
  readonly label: string;
}

/** Where scripts/get-servers.sh puts other versions: `<directory>/<label>/bin/server`. */
export function serversDirectory(): string {
  return process.env['REDIS_SERVERS'] ?? join(tmpdir(), 'redis-servers');
}

/** The servers on this machine, the system's first; an unpacked one that cannot be run is left out. */
export async function availableServers(): Promise<readonly TestServer[]> {
  const system = await findServerOnPath();
  const labels = await readdir(serversDirectory()).catch(() => []);
  const places = [
    ...(system === null ? [] : [{ label: 'system', path: system }]),
    ...labels.toSorted(byName).map((label) => ({ label, path: join(serversDirectory(), label, 'bin', 'server') })),
  ];
  const servers = places.map(({ label, path }) =>
    readServer(path).then(
      (server) => [{ label, ...server }],
      () => [],
    ),
  );
  return (await Promise.all(servers)).flat();
}

/**
 * The server for tests that run on one: the system's, or the one that TEST_SERVER names, as in `TEST_SERVER=valkey9`.
 *
 * @throws Error when there is no such server
 */
export async function testServer(): Promise<TestServer> {
  const wanted = process.env['TEST_SERVER'] ?? 'system';
  const found = (await availableServers()).find(({ label }) => label === wanted);
  if (found === undefined) throw new Error(`there is no server ${wanted} on this machine: scripts/get-servers.sh`);
  return found;
}

/** Whether it replays an append-only file with every right, whatever the user `default` may do: from Valkey 9 on. */
export function replaysWithEveryRight({ engine, major }: EngineVersion): boolean {
  return engine === 'valkey' && major >= 9;
}

/** Whether a node that is told to forget another one tells the others to do so too: from Redis 7.2 on. */
export function spreadsForget({ engine, major, minor }: EngineVersion): boolean {
  return engine === 'valkey' || major > 7 || (major === 7 && minor >= 2);
}

/** Whether a replica goes on following a primary that became a replica itself: up to Valkey 8. */
export function leavesChains({ engine, major }: EngineVersion): boolean {
  return engine === 'redis' || major < 9;
}

function byName(a: string, b: string): number {
  return a < b ? -1 : 1;
}
