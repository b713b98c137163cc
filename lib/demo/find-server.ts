import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type EngineVersion, parseVersion } from '../core/version.ts';
import { LocalClusterError } from './local-cluster-error.ts';

/** A server binary and what it says it is. */
export interface ServerBinary {
  readonly path: string;
  readonly version: EngineVersion;
}

/** Looks on the given PATH, Redis first. @returns null when neither server is there */
export async function findServerOnPath(path = process.env['PATH'] ?? ''): Promise<string | null> {
  for (const name of ['redis-server', 'valkey-server']) {
    for (const directory of path.split(delimiter).filter((each) => each !== '')) {
      const file = join(directory, name);
      if (await isExecutable(file)) return file;
    }
  }
  return null;
}

/**
 * Asks the binary for its version.
 *
 * @param path of the binary; without it the first one on PATH
 * @throws LocalClusterError `no-server`
 */
export async function readServer(path?: string): Promise<ServerBinary> {
  const found = path ?? (await findServerOnPath());
  if (found === null) throw new LocalClusterError('no-server', 'neither redis-server nor valkey-server is on the PATH');
  const said = await promisify(execFile)(found, ['--version']).catch((cause: unknown) => {
    throw new LocalClusterError('no-server', `${found} cannot be run`, '', cause);
  });
  const version = parseServerVersion(said.stdout);
  if (version === null)
    throw new LocalClusterError('no-server', `${found} is no Redis or Valkey server: ${said.stdout}`);
  return { path: found, version };
}

/** Reads `Redis server v=7.0.15 sha=…` or `Valkey server v=8.1.1 sha=…`. */
export function parseServerVersion(text: string): EngineVersion | null {
  const match = /^(Redis|Valkey) server v=(\S+)/.exec(text);
  if (match === null) return null;
  return parseVersion({ [match[1] === 'Valkey' ? 'valkey_version' : 'redis_version']: match[2] ?? '' });
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
