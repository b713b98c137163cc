import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LocalNode } from '../../lib/demo/local-node.ts';

/** A library that is loaded before the servers, so that their fsyncs can be made slow. */
export interface SlowDiskLibrary {
  readonly environment: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

const source = join(import.meta.dirname, '..', '..', 'test', 'harness', 'slow-node.c');

/** @throws Error without a C compiler */
export async function compileSlowDisk(): Promise<SlowDiskLibrary> {
  const directory = await mkdtemp(join(tmpdir(), 'redis-auditor-slow-'));
  const library = join(directory, 'slow-node.so');
  await promisify(execFile)('cc', ['-shared', '-fPIC', '-o', library, source]);
  return { environment: { LD_PRELOAD: library }, remove: () => rm(directory, { recursive: true }) };
}

/** From now on each fsync takes so many milliseconds longer; 0 ends that. */
export async function slowDisk({ directory }: LocalNode, ms: number): Promise<void> {
  const file = join(directory, 'slow-disk-ms');
  await (ms === 0 ? rm(file, { force: true }) : writeFile(file, String(ms)));
}
