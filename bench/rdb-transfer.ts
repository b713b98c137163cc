import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { replicationRdbSource } from '../lib/adapters/collectors/rdb-source.ts';
import { directoryBackups } from '../lib/adapters/stores/directory-backups.ts';
import { type RdbLookOptions, rdbLook } from '../lib/backup/look-at-rdb.ts';
import type { LocalNode } from '../lib/demo/local-node.ts';
import { type Contestant, interleave, type Timing } from './measure.ts';
import type { BenchOptions } from './options.ts';

/** One dataset, from one server into a file. */
export interface RdbTransferCost {
  readonly megabytes: number;
  /** With level 2 on the way. */
  readonly walked: Timing;
  /** With level 2 and SHA-256. */
  readonly hashed: Timing;
  readonly client: Timing;
}

/** A round takes seconds here. */
export const mostRounds = 9;

export async function measureTransfer(node: LocalNode, { rounds }: BenchOptions): Promise<RdbTransferCost> {
  const file = join(node.directory, 'copy.rdb');
  const contestants: readonly Contestant[] = [
    { name: 'level 2', run: () => copyTo(node, { sha256: false }) },
    { name: 'level 2 and SHA-256', run: () => copyTo(node, {}) },
    clientTo(file, node),
  ];
  const counted = { warmUp: 1, counted: Math.min(rounds, mostRounds) };
  const [walked, hashed, client] = await interleave(contestants, counted);
  if (walked === undefined || hashed === undefined || client === undefined) throw new Error('nothing was measured');
  return { megabytes: (await stat(file)).size / 1e6, walked, hashed, client };
}

/** The servers' own client. It waits for the disk in the end, as a copy does. */
export function clientTo(file: string, { host, port }: LocalNode): Contestant {
  return {
    name: 'redis-cli --rdb',
    run: () => runToEnd('redis-cli', ['-h', host, '-p', String(port), '--rdb', file]),
  };
}

/** As a copy does it with one shard, without the questions before and after. */
async function copyTo({ address, directory }: LocalNode, options: RdbLookOptions): Promise<void> {
  const store = directoryBackups(directory);
  await store.delete('stored.rdb');
  const writer = await store.begin('stored.rdb');
  const source = replicationRdbSource({}, { connectTimeoutMs: 5000, idleTimeoutMs: 60_000 });
  const { chunks } = await source.open(address, new AbortController().signal);
  const look = rdbLook(options);
  for await (const chunk of chunks) await Promise.all([writer.write(chunk), look.take(chunk)]);
  const { verdict } = await look.finish();
  look.close();
  await writer.commit();
  if (verdict !== 'ok') throw new Error(`the copy is ${verdict}`);
}

/** What it prints goes nowhere. */
export async function runToEnd(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
}
