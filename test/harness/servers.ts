import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

function byName(a: string, b: string): number {
  return a < b ? -1 : 1;
}
