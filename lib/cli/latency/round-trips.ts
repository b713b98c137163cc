import { createHistogram } from 'node:perf_hooks';

/** Round trips measured so far, microseconds. Percentiles come from a histogram with three digits of precision. */
export interface RoundTrips {
  record(microseconds: number): void;
  summary(): RoundTripSummary | null;
}

export interface RoundTripSummary {
  readonly samples: number;
  readonly minUs: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly maxUs: number;
}

export function roundTrips(): RoundTrips {
  const histogram = createHistogram({ figures: 3 });
  return {
    record: (microseconds) => histogram.record(Math.max(1, Math.round(microseconds))),
    summary() {
      if (histogram.count === 0) return null;
      const { count, min, max } = histogram;
      // A percentile is the upper edge of its bucket, which may lie just above the largest sample.
      const percentile = (percent: number): number => Math.min(histogram.percentile(percent), max);
      return { samples: count, minUs: min, p50Us: percentile(50), p99Us: percentile(99), maxUs: max };
    },
  };
}
