import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { directoryBackups } from '../lib/adapters/stores/directory-backups.ts';
import { lookAtRdb, type RdbLookOptions } from '../lib/backup/look-at-rdb.ts';
import { type LocalCluster, startLocalCluster } from '../lib/demo/local-cluster.ts';
import type { LocalNode } from '../lib/demo/local-node.ts';
import { type Contestant, interleave, type Timing } from './measure.ts';
import type { BenchOptions } from './options.ts';
import { measureCopy, type RdbCopyCost } from './rdb-copy.ts';
import { measureTransfer, mostRounds, type RdbTransferCost, runToEnd } from './rdb-transfer.ts';

/** What it takes to look at RDB data, and to get it from a server. */
export interface RdbCosts {
  /** Day of the run, `2026-03-01`. */
  readonly date: string;
  readonly command: string;
  readonly machine: readonly string[];
  readonly files: readonly RdbFileCost[];
  readonly transfer: RdbTransferCost;
  readonly copy: RdbCopyCost;
  readonly memory: { readonly streamedMegabytes: number; readonly peakMegabytes: number };
}

/** One file, read from its beginning to its end by each contestant. Megabytes are millions of bytes. */
export interface RdbFileCost {
  readonly what: string;
  readonly megabytes: number;
  readonly keys: number;
  readonly frame: Timing;
  readonly walk: Timing;
  readonly walkWithHash: Timing;
  /** The servers' own tool. */
  readonly checker: Timing;
}

/** Values that make a file large, and records that make it dense: small ones of every type, compressed ones too. */
const datasets: readonly {
  readonly what: string;
  fill(this: void, node: LocalNode, scale: number): Promise<unknown>;
}[] = [
  {
    what: 'strings of 1 KB',
    fill: (node, scale) =>
      node.sendAll(
        [
          ['CONFIG', 'SET', 'rdbcompression', 'no'],
          ['DEBUG', 'POPULATE', 200_000 * scale, 'key', 1000],
        ],
        120_000,
      ),
  },
  {
    what: 'small records of every type',
    fill: (node, scale) => node.sendAll([['EVAL', dense, 0, Math.round(400_000 * scale)]], 120_000),
  },
];

const dense = `
for i = 1, ARGV[1] do
  redis.call('SET', 'text:' .. i, string.rep('x', i % 300))
  redis.call('HSET', 'hash:' .. i % 1000, 'field ' .. i, 'value ' .. i)
  redis.call('RPUSH', 'list:' .. i % 400, i)
  redis.call('ZADD', 'sorted:' .. i % 400, i, 'member ' .. i)
  redis.call('SADD', 'set:' .. i % 140, 'member ' .. i)
  redis.call('XADD', 'stream:' .. i % 100, '*', 'field', i)
end`;

/** @param origin of the numbers, for the page */
export async function measureRdb(
  options: BenchOptions,
  origin: Pick<RdbCosts, 'date' | 'command' | 'machine'>,
): Promise<RdbCosts> {
  const scale = options.quick ? 0.01 : 1;
  const files: RdbFileCost[] = [];
  let transfer: RdbTransferCost | undefined;
  for (const { what, fill } of datasets) {
    const server = await startServer(options);
    try {
      const [node] = server.nodes;
      if (node === undefined) throw new Error('no server');
      for (const reply of (await fill(node, scale)) as readonly unknown[]) if (reply instanceof Error) throw reply;
      await node.sendAll([['SAVE']], 120_000);
      files.push(await measureFile(what, join(node.directory, 'dump.rdb'), options));
      transfer ??= await measureTransfer(node, options);
    } finally {
      await server.stop();
    }
  }
  if (transfer === undefined) throw new Error('nothing was transferred');
  const copy = await measureCopy(options);
  return { ...origin, files, transfer, copy, memory: await measureMemory(options.quick ? 50 : 1000) };
}

function startServer({ ports }: BenchOptions): Promise<LocalCluster> {
  return startLocalCluster({
    mode: 'plain',
    replicasPerPrimary: 0,
    config: ['appendonly no', 'maxmemory 0', 'rdbcompression yes'],
    ...(ports === undefined ? {} : { portRange: ports }),
  });
}

async function measureFile(what: string, file: string, { rounds }: BenchOptions): Promise<RdbFileCost> {
  const { size } = await stat(file);
  const { content } = await walkFile(file, {});
  const contestants: readonly Contestant[] = [
    { name: 'level 1', run: async () => void (await walkFile(file, { level: 1, sha256: false })) },
    { name: 'level 2', run: async () => void (await walkFile(file, { sha256: false })) },
    { name: 'level 2 and SHA-256', run: async () => void (await walkFile(file, {})) },
    { name: 'redis-check-rdb', run: () => runToEnd('redis-check-rdb', [file]) },
  ];
  const [frame, walk, walkWithHash, checker] = await interleave(contestants, {
    warmUp: 1,
    counted: Math.min(rounds, mostRounds),
  });
  if (frame === undefined || walk === undefined || walkWithHash === undefined || checker === undefined)
    throw new Error('nothing was measured');
  return { what, megabytes: size / 1e6, keys: content?.keys ?? 0, frame, walk, walkWithHash, checker };
}

/** As `backup verify` reads it. */
async function walkFile(file: string, options: RdbLookOptions) {
  const chunks = await directoryBackups(dirname(file)).open(basename(file));
  if (chunks === null) throw new Error(`${file} is gone`);
  const summary = await lookAtRdb(chunks, options);
  if (summary.verdict !== 'ok') throw new Error(`the file is ${summary.verdict}`);
  return summary;
}

async function measureMemory(megabytes: number): Promise<RdbCosts['memory']> {
  // A small shell stands in between: Linux hands the peak of a process on to the program that it becomes.
  const script = '"$0" "$@"; exit $?';
  const child = [process.execPath, '--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'rdb-child.ts')];
  const { stdout } = await promisify(execFile)('sh', ['-c', script, ...child, String(megabytes)]);
  const { bytes, maxRssKiB } = JSON.parse(stdout) as Readonly<Record<'bytes' | 'maxRssKiB', number>>;
  return { streamedMegabytes: bytes / 1e6, peakMegabytes: (maxRssKiB * 1024) / 1e6 };
}
