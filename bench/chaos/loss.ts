import type { LocalNode } from '../../lib/demo/local-node.ts';
import type { Load } from './load.ts';

/** Acknowledged records that are gone. */
export interface Lost {
  readonly records: number;
  /** From the oldest lost acknowledgement to the failure, or to the newest one if that came later; 0 when none is lost. */
  readonly seconds: number;
}

/** How many keys one command asks for. */
const BATCH = 1000;

/** Numbers of the acknowledged records that a node does not hold as they were written, ascending. */
export async function missingRecords(node: LocalNode, { acknowledged, keyOf }: Load): Promise<readonly number[]> {
  const numbers = [...acknowledged.keys()].sort((a, b) => a - b);
  const batches = Array.from({ length: Math.ceil(numbers.length / BATCH) }, (_, index) =>
    numbers.slice(index * BATCH, (index + 1) * BATCH),
  );
  const replies = await node.sendAll(batches.map((batch) => ['MGET', ...batch.map(keyOf)]));
  return batches.flatMap((batch, index) => {
    const values = replies[index];
    if (!Array.isArray(values)) throw new Error(`${node.address} does not answer for its records: ${String(values)}`);
    return batch.filter((number, at) => values[at] !== String(number));
  });
}

/**
 * Seconds of acknowledged writes among the missing ones.
 *
 * @param failedAt when the fault was made
 * @param within acknowledged from (inclusive) and to (exclusive); all by default
 */
export function lossOf(
  missing: readonly number[],
  { acknowledged }: Pick<Load, 'acknowledged'>,
  failedAt: number,
  within: readonly [from: number, to: number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): Lost {
  const times = missing
    .map((number) => acknowledged.get(number) ?? Number.NaN)
    .filter((time) => time >= within[0] && time < within[1]);
  if (times.length === 0) return { records: 0, seconds: 0 };
  const [oldest, newest] = times.reduce(
    ([least, most], time) => [Math.min(least, time), Math.max(most, time)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return { records: times.length, seconds: (Math.max(failedAt, newest) - oldest) / 1000 };
}
