import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';

/** Resolves after `ms`, or at once when the signal aborts. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

/** Runs the tasks with at most `limit` at a time. */
export async function inParallel<T>(limit: number, tasks: readonly (() => Promise<T>)[]): Promise<readonly T[]> {
  const limited = pLimit(limit);
  return Promise.all(tasks.map((task) => limited(task)));
}
