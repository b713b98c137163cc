import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalClusterError } from './local-cluster-error.ts';
import type { Watchdog } from './watchdog.ts';

/** A running server. */
export interface ServerProcess {
  readonly pid: number;
  hasEnded(): boolean;
  /** Sends a signal; false when the process has ended already. */
  signal(name: NodeJS.Signals): boolean;
}

/** Files of a node inside its directory. */
export const configFileName = 'redis.conf';
const logFileName = 'server.log';

/**
 * Starts the server in a node's directory; its log is appended to `server.log` there. The process belongs to a
 * group of its own, so that Ctrl-C in a terminal reaches us and not the servers.
 *
 * @throws LocalClusterError `no-server` when the binary cannot be run
 */
export async function startServer(
  binary: string,
  directory: string,
  environment: Readonly<Record<string, string>>,
  watchdog: Watchdog,
): Promise<ServerProcess> {
  const log = await open(join(directory, logFileName), 'a');
  const child = spawn(binary, [join(directory, configFileName)], {
    cwd: directory,
    env: { ...process.env, ...environment },
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
  });
  // Before anything is awaited: a server that dislikes its configuration ends within a millisecond.
  let over = false;
  child.on('exit', () => {
    over = true;
    watchdog.remove(child.pid ?? 0);
  });
  child.on('spawn', () => watchdog.add(child.pid ?? 0));
  child.unref();
  try {
    await once(child, 'spawn');
  } catch (cause) {
    throw new LocalClusterError('no-server', `${binary} cannot be run`, '', cause);
  } finally {
    await log.close();
  }
  return { pid: child.pid ?? 0, hasEnded: () => over, signal: (name) => child.kill(name) };
}

/** The last lines of a node's log. */
export async function logTail(directory: string, lines = 15): Promise<string> {
  const text = await readFile(join(directory, logFileName), 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
