/** How long calls of a command took: microseconds, and how many calls took at most so long, both rising. */
type Buckets = readonly (readonly [upToUs: number, calls: number])[];

/**
 * The calls of one histogram that an earlier one of the same process does not have; undefined when it has calls that
 * this one has not, as after a reset. A bucket without new calls is left out by servers, so counts are looked up.
 */
export function callsBetween(then: Buckets, now: Buckets): Buckets | undefined {
  const edges = [...new Set([...then, ...now].map(([upTo]) => upTo))].sort((a, b) => a - b);
  const since = edges.map((upTo): readonly [number, number] => [upTo, callsUpTo(now, upTo) - callsUpTo(then, upTo)]);
  return since.some(([, calls], index) => calls < (since[index - 1]?.[1] ?? 0)) ? undefined : since;
}

function callsUpTo(buckets: Buckets, upToUs: number): number {
  return buckets.findLast(([upTo]) => upTo <= upToUs)?.[1] ?? 0;
}

/** Upper end of the bucket in which the percentile lies, in microseconds; 0 without calls. @param share 0.99 for the 99th */
export function percentileUs(buckets: Buckets, share: number): number {
  const wanted = (buckets.at(-1)?.[1] ?? 0) * share;
  return wanted === 0 ? 0 : (buckets.find(([, calls]) => calls >= wanted)?.[0] ?? 0);
}
