/** Number of hash slots of a cluster (Redis Cluster specification). */
export const SLOT_COUNT = 16_384;

/** Inclusive range of hash slots. */
export type SlotRange = readonly [first: number, last: number];

/** Sorts ranges and joins those that touch or overlap: nodes upgraded in place repeat their ranges. */
export function mergeSlotRanges(ranges: readonly SlotRange[]): readonly SlotRange[] {
  const merged: [number, number][] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const previous = merged.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

export function countSlots(ranges: readonly SlotRange[]): number {
  return ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

/** `0-5460, 5462` */
export function formatSlotRanges(ranges: readonly SlotRange[]): string {
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
}

/** Number of slots in both lists; within each list no range overlaps another, as {@link mergeSlotRanges} leaves them. */
export function countCommonSlots(a: readonly SlotRange[], b: readonly SlotRange[]): number {
  const common = a.flatMap(([first, last]) =>
    b.map(([from, to]) => Math.max(0, Math.min(last, to) - Math.max(first, from) + 1)),
  );
  return common.reduce((sum, count) => sum + count, 0);
}
