import { existsSync, readFileSync } from 'node:fs';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import { LocalClusterError } from '../../lib/demo/local-cluster-error.ts';

/** Whether a process with this id runs. One that ended and that nobody has asked about yet does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const state = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
  return !/\) [ZX] /.test(state);
}

/** Process ids of the nodes that run. */
export function pidsOf({ nodes }: LocalCluster): readonly number[] {
  return nodes.flatMap((node) => node.pid ?? []);
}

/** The error of a start that fails; throws when it succeeds or fails with another error. */
export async function failure(work: Promise<unknown>): Promise<LocalClusterError> {
  const error = await work.then(
    () => new Error('it worked'),
    (reason: unknown) => reason,
  );
  if (error instanceof LocalClusterError) return error;
  throw error;
}
