import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LocalCluster } from '../lib/demo/local-cluster.ts';

/** Most memory that a process held which did one full audit and nothing else. */
export interface PeakMemory {
  readonly nodes: number;
  /** Millions of bytes. */
  readonly megabytes: number;
}

export async function measureMemory(cluster: LocalCluster): Promise<PeakMemory> {
  const seed = cluster.nodes[0]?.address ?? '';
  // Linux hands the peak of a process on to the program that it becomes, so a small shell stands in between: without
  // it this process's own peak would be read.
  const script = '"$0" "$@"; exit $?';
  const child = [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    join(import.meta.dirname, 'memory-child.ts'),
  ];
  const { stdout } = await promisify(execFile)('sh', ['-c', script, ...child, seed]);
  const { answered, maxRssKiB } = JSON.parse(stdout);
  if (answered !== cluster.nodes.length) throw new Error(`${answered} of ${cluster.nodes.length} nodes audited`);
  return { nodes: answered, megabytes: (maxRssKiB * 1024) / 1e6 };
}
