import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RoundTripSummary } from '../../lib/cli/latency/round-trips.ts';
import { startLocalCluster } from '../../lib/demo/local-cluster.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import { waitUntil } from '../../lib/demo/wait-until.ts';

/** What a client of the primary felt while one thing went on. */
export interface ForkPhase {
  readonly name: string;
  readonly client: RoundTripSummary;
  /** Of the node that saved; null where nothing was saved. */
  readonly save: SaveCost | null;
}

export interface SaveCost {
  readonly forkMs: number;
  readonly seconds: number;
  /** Memory that was copied because it was written to meanwhile. */
  readonly copiedMegabytes: number;
}

export interface ForkResults {
  readonly command: string;
  readonly date: string;
  readonly machine: readonly string[];
  readonly usedMegabytes: number;
  readonly phases: readonly ForkPhase[];
}

export interface ForkOptions {
  readonly megabytes: number;
  readonly rounds: number;
  readonly ports?: readonly [number, number];
  readonly progress?: (text: string) => void;
}

const VALUE_BYTES = 1000;
const QUIET_MS = 8000;

/** One primary and its replica with a large data set, and one client that feels what either of them does. */
export async function measureFork(options: ForkOptions): Promise<Pick<ForkResults, 'usedMegabytes' | 'phases'>> {
  const { megabytes, rounds, ports, progress } = options;
  const cluster = await startLocalCluster({
    mode: 'plain',
    // A rewrite of its own would be a fork that nobody asked for.
    config: ['maxmemory 0', 'auto-aof-rewrite-percentage 0'],
    ...(ports === undefined ? {} : { portRange: ports }),
  });
  try {
    const [primary, replica] = cluster.nodes;
    if (primary === undefined || replica === undefined) throw new Error('there are not two nodes');
    const keys = Math.ceil((megabytes * 2 ** 20) / VALUE_BYTES);
    progress?.(`${keys} keys on a primary and its replica`);
    for (const node of [primary, replica]) await populate(node, keys);
    const client = await startClient(primary, keys);
    try {
      const phases: ForkPhase[] = [];
      for (let round = 1; round <= rounds; round++) {
        progress?.(`round ${round} of ${rounds}`);
        phases.push(await phase('nothing else', client, null));
        phases.push(await phase('BGSAVE on its replica', client, replica));
        phases.push(await phase('BGSAVE on the primary itself', client, primary));
      }
      return { usedMegabytes: (await number(primary, 'memory', 'used_memory')) / 2 ** 20, phases };
    } finally {
      client.kill();
    }
  } finally {
    await cluster.stop();
  }
}

/** The same keys on both: this is not replicated. */
async function populate(node: LocalNode, keys: number): Promise<void> {
  const [reply] = await node.sendAll([['DEBUG', 'POPULATE', keys, 'key', VALUE_BYTES]], 120_000);
  if (reply instanceof Error) throw reply;
}

async function startClient(primary: LocalNode, keys: number): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'client-child.ts'), [String(primary.port), String(keys)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  await once(child, 'message');
  await delay(1000);
  return child;
}

async function phase(name: string, client: ChildProcess, saver: LocalNode | null): Promise<ForkPhase> {
  client.send('begin');
  const save = saver === null ? await delay(QUIET_MS, null) : await saveOn(saver);
  client.send('end');
  const [summary] = (await once(client, 'message')) as [RoundTripSummary | null];
  if (summary === null) throw new Error('the client had no reply');
  await delay(1000);
  return { name, client: summary, save };
}

async function saveOn(node: LocalNode): Promise<SaveCost> {
  const started = performance.now();
  await node.send('BGSAVE');
  await waitUntil(async () => (await number(node, 'persistence', 'rdb_bgsave_in_progress')) === 0, {
    timeoutMs: 300_000,
    what: `${node.address} to save`,
    everyMs: 100,
  });
  return {
    forkMs: (await number(node, 'stats', 'latest_fork_usec')) / 1000,
    seconds: (performance.now() - started) / 1000,
    copiedMegabytes: (await number(node, 'persistence', 'rdb_last_cow_size')) / 2 ** 20,
  };
}

async function number(node: LocalNode, section: string, field: string): Promise<number> {
  const text = String(await node.send('INFO', section));
  return Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(text)?.[1]);
}
