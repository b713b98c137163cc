import { copyBudgetMs } from '../budget.ts';
import type { ClusterFacts } from '../facts.ts';

/**
 * Bytes of RDBs a second that a function with one processor looks through and stores, shard after shard, reckoned with
 * caution: docs/performance.md says what was measured.
 */
const BYTES_PER_SECOND = 30_000_000;

/** As long as Lambda lets any function run. */
const FUNCTION_MS = 900_000;

/** Memory says little about the length of an RDB, which is compressed: what exceeds the time so many times is hopeless. */
const HOPELESS = 4;

/** Most gigabytes of one set, all shards together, that a function can be expected to copy. */
export const MOST_COPIED_GIGABYTES = Math.floor((copyBudgetMs(FUNCTION_MS) / 1000) * (BYTES_PER_SECOND / 1e9));

/** Seconds that a function takes for RDBs of so many gigabytes. */
export function copySeconds(gigabytes: number): number {
  return (gigabytes * 1e9) / BYTES_PER_SECOND;
}

/** Bytes that the data takes in the memory of all primaries, as far as they say. */
export function datasetBytes({ nodes }: ClusterFacts): number {
  return nodes.reduce((sum, { info }) => {
    const fields = info.state === 'ok' ? info.value.fields : {};
    return fields.role === 'master' ? sum + (Number(fields.used_memory_dataset) || 0) : sum;
  }, 0);
}

/** Whether so much data can be copied in so many milliseconds, by what is known before the first byte. */
export function expectedOf(bytes: number, budgetMs: number): 'fits' | 'may not fit' | 'hopeless' {
  const fitting = (budgetMs / 1000) * BYTES_PER_SECOND;
  if (bytes <= fitting) return 'fits';
  return bytes > HOPELESS * fitting ? 'hopeless' : 'may not fit';
}
