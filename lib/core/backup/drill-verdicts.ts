/** A slot, and how many keys of an RDB are in it. */
type SlotCount = readonly [slot: number, keys: number];

/** At most so many of the slots, spread evenly over all of them. */
export function sampleOf(slots: readonly SlotCount[], most: number): readonly SlotCount[] {
  if (slots.length <= most) return slots;
  return Array.from({ length: most }, (_, index) => slots[Math.floor((index * slots.length) / most)] as SlotCount);
}

/**
 * Whether every key arrived. What has expired by now a server drops; one that does not say how many keys that were
 * (before Redis 7.0) may have dropped any of those that can expire.
 */
export function keyProblems(
  { stored, loaded, expired }: { readonly stored: number; readonly loaded: number; readonly expired: number | null },
  expiring: number,
): readonly string[] {
  const missing = stored - loaded;
  const isFine = expired === null ? missing >= 0 && missing <= expiring : missing === expired;
  return isFine
    ? []
    : [`the server has ${loaded} keys of ${stored}${expired === null ? '' : `, and ${expired} expired`}`];
}

/** Whether the server finds the keys in the slots in which they were counted. */
export function slotProblems(
  sample: readonly SlotCount[],
  counted: readonly number[],
  expiring: number,
): readonly string[] {
  const others = sample.filter(([, keys], index) => {
    const found = counted[index] ?? 0;
    return found > keys || (found < keys && keys - found > expiring);
  });
  const [first] = others;
  return first === undefined
    ? []
    : [`${others.length} of ${sample.length} slots have another number of keys, slot ${first[0]} first`];
}
