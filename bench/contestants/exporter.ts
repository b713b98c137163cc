import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startWatchdog } from '../../lib/demo/watchdog.ts';
import type { Contestant } from '../measure.ts';

/** A running redis_exporter. */
export interface Exporter {
  readonly version: string;
  /** Scrapes one node, `host:port`. @throws Error when the exporter could not read it */
  scrape(address: string): Promise<void>;
  stop(): Promise<void>;
}

/** Names under which distributions and the project itself install it. */
const names = ['prometheus-redis-exporter', 'redis_exporter'];

/** Starts the exporter that is on the PATH, in its default settings. @returns null when there is none */
export async function startExporter(): Promise<Exporter | null> {
  const port = await freePort();
  for (const name of names) {
    const version = await versionOf(name);
    if (version === null) continue;
    const args = ['-web.listen-address', `127.0.0.1:${port}`, '-redis.addr', ''];
    const child = spawn(name, args, { stdio: 'ignore' });
    // It ends with this process, however that ends.
    const watchdog = startWatchdog(await mkdtemp(join(tmpdir(), 'redis-auditor-bench-')));
    watchdog.add(child.pid ?? 0);
    const stop = async (): Promise<void> => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
      watchdog.remove(child.pid ?? 0);
      watchdog.release();
    };
    await untilListening(port);
    return { version, scrape: scraper(port), stop };
  }
  return null;
}

/** The peer: one scrape of every node, all at once. */
export function exporterScrapes(exporter: Exporter, addresses: readonly string[]): Contestant {
  return {
    name: `redis_exporter ${exporter.version}`,
    async run() {
      await Promise.all(addresses.map((address) => exporter.scrape(address)));
    },
  };
}

function scraper(port: number): Exporter['scrape'] {
  const agent = new Agent({ keepAlive: true });
  return async (address) => {
    const request = get({ agent, host: '127.0.0.1', port, path: `/scrape?target=redis://${address}` });
    const [response] = await once(request, 'response');
    const metrics = await text(response);
    if (!metrics.includes('\nredis_up 1\n')) throw new Error(`redis_exporter could not read ${address}`);
  };
}

/** `Redis Metrics Exporter 1.45.0-2+b4    build date: …`, on either stream. @returns null when it cannot be run */
async function versionOf(name: string): Promise<string | null> {
  try {
    const { stdout, stderr } = await promisify(execFile)(name, ['-version']);
    return /Exporter v?(\d[\d.]*)/.exec(stdout + stderr)?.[1] ?? 'of unknown version';
  } catch {
    return null;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function untilListening(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const socket = connect(port, '127.0.0.1');
    const listens = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (listens) return;
    await delay(25);
  }
  throw new Error('redis_exporter does not listen');
}
