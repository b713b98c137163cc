import type { PingSeries } from './facts.ts';
import type { PingSummary } from './result.ts';

/** Least, middle, 99th percentile (nearest rank) and most of a series of round trips; null when it is empty. */
export function summarisePings({ samplesUs }: PingSeries): PingSummary | null {
  const sorted = [...samplesUs].sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? 0;
  if (sorted.length === 0) return null;
  const middle = Math.floor(sorted.length / 2);
  return {
    samples: sorted.length,
    minUs: at(0),
    medianUs: sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2,
    p99Us: at(Math.ceil(sorted.length * 0.99) - 1),
    maxUs: at(sorted.length - 1),
  };
}
