import { execFile } from 'node:child_process';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startLocalCluster } from '../lib/demo/local-cluster.ts';
import type { LocalNode } from '../lib/demo/local-node.ts';
import { interleave, type Timing } from './measure.ts';
import type { BenchOptions } from './options.ts';
import { clientTo } from './rdb-transfer.ts';

/** A whole `backup copy` of one shard into a directory, from the start of the process to its end. */
export interface RdbCopyCost {
  readonly megabytes: number;
  readonly copy: Timing;
  /** The servers' own client, from the same replica. */
  readonly client: Timing;
  /** The most memory that the process held, in millions of bytes. */
  readonly peakMegabytes: number;
}

const rounds = { warmUp: 1, counted: 3 };

/** Strings of 1 KB: 2 GB of them, so that memory which grows with the data would show. */
const keys = 2_000_000;

export async function measureCopy({ quick, ports }: BenchOptions): Promise<RdbCopyCost> {
  const cluster = await startLocalCluster({
    primaries: 1,
    replicasPerPrimary: 1,
    config: ['appendonly no', 'maxmemory 0', 'rdbcompression no'],
    ...(ports === undefined ? {} : { portRange: ports }),
  });
  try {
    const [replica] = cluster.replicas;
    if (replica === undefined) throw new Error('no replica');
    await replica.sendAll([['DEBUG', 'POPULATE', quick ? 20_000 : keys, 'key', 1000]], 120_000);
    return await measureFrom(replica, cluster.directory);
  } finally {
    await cluster.stop();
  }
}

async function measureFrom(replica: LocalNode, directory: string): Promise<RdbCopyCost> {
  const file = join(directory, 'client.rdb');
  const peaks: number[] = [];
  const own = {
    name: 'backup copy',
    run: async () => void peaks.push(await copyOnce(replica, join(directory, 'store'))),
  };
  const [copy, client] = await interleave([own, clientTo(file, replica)], rounds);
  if (copy === undefined || client === undefined) throw new Error('nothing was measured');
  return { megabytes: (await stat(file)).size / 1e6, copy, client, peakMegabytes: Math.max(...peaks) };
}

/** @returns the most memory that it held, in millions of bytes */
async function copyOnce({ address }: LocalNode, store: string): Promise<number> {
  await rm(store, { recursive: true, force: true });
  // A small shell stands in between: Linux hands the peak of a process on to the program that it becomes.
  const script = '"$0" "$@"; exit $?';
  const program = [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    join(import.meta.dirname, 'copy-child.ts'),
  ];
  const words = [...program, 'backup', 'copy', address, '--store', store];
  const { stderr } = await promisify(execFile)('sh', ['-c', script, ...words]);
  const { maxRssKiB } = JSON.parse(stderr) as { readonly maxRssKiB: number };
  return (maxRssKiB * 1024) / 1e6;
}
