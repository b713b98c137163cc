import { once } from 'node:events';
import { createServer } from 'node:net';
import { LocalClusterError } from './local-cluster-error.ts';
import { busPortOffset } from './nodes-conf.ts';

/** Bus ports stay below 32768: above it the kernel hands out ports for outgoing connections. */
export const lastUsablePort = 32_767 - busPortOffset;

const defaultPortRange: readonly [number, number] = [7000, lastUsablePort];

let nextOffset = process.pid * 64;

/**
 * Looks for `count` ports in a row that nobody listens on, with their bus ports. Where it begins to look depends on
 * the process id, so that several processes that start clusters at the same time seldom try the same ports.
 *
 * @returns the first of them
 * @throws LocalClusterError `port-taken` when the whole range is in use
 */
export async function freeBasePort(count: number, host: string, range = defaultPortRange): Promise<number> {
  const [first, last] = range;
  const places = Math.floor((last - first + 1) / count);
  for (let tried = 0; tried < places; tried++) {
    const base = first + Math.floor(nextOffset++ % places) * count;
    if (await areFree(base, count, host)) return base;
  }
  throw new LocalClusterError('port-taken', `no ${count} free ports in a row between ${first} and ${last}`);
}

async function areFree(base: number, count: number, host: string): Promise<boolean> {
  for (let port = base; port < base + count; port++) {
    if (!(await isFree(port, host)) || !(await isFree(port + busPortOffset, host))) return false;
  }
  return true;
}

async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
