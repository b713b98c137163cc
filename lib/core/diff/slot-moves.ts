import { countSlots, mergeSlotRanges, SLOT_COUNT, type SlotRange } from '../slots.ts';
import type { Shard, Topology } from '../topology.ts';

/** Slots that another shard serves now. Null stands for nobody. */
export interface SlotMove {
  /** Node ids of the primaries. */
  readonly from: string | null;
  readonly to: string | null;
  readonly slots: readonly SlotRange[];
  readonly count: number;
}

/** What moved from one shard to another; a replica that took over all slots of its primary moved none. */
export function slotMoves(before: Topology, after: Topology): readonly SlotMove[] {
  const [then, now] = [ownersOf(before.shards), ownersOf(after.shards)];
  const heirs = heirsOf(before, after);
  const moved = new Map<string, { from: string | null; to: string | null; slots: SlotRange[] }>();
  const edges = [...new Set([...boundaries(before.shards), ...boundaries(after.shards)])].sort((a, b) => a - b);
  for (const [index, first] of edges.entries()) {
    const [from, to] = [then(first), now(first)];
    if (from === to || (from !== null && to !== null && heirs.has(`${from} ${to}`))) continue;
    const key = `${from} ${to}`;
    const range: SlotRange = [first, (edges[index + 1] ?? SLOT_COUNT) - 1];
    const found = moved.get(key);
    if (found === undefined) moved.set(key, { from, to, slots: [range] });
    else found.slots.push(range);
  }
  return [...moved.values()].map(({ from, to, slots }) => {
    return { from, to, slots: mergeSlotRanges(slots), count: countSlots(slots) };
  });
}

function boundaries(shards: readonly Shard[]): readonly number[] {
  const edges = shards.flatMap(({ slots }) => slots.flatMap(([first, last]) => [first, last + 1]));
  return [0, ...edges.filter((slot) => slot < SLOT_COUNT)];
}

/** The primary that serves a slot. */
function ownersOf(shards: readonly Shard[]): (slot: number) => string | null {
  return (slot) =>
    shards.find(({ slots }) => slots.some(([first, last]) => first <= slot && slot <= last))?.primary ?? null;
}

/** Pairs of primaries of which the later one was a replica of the earlier one, or the earlier one is its replica now. */
function heirsOf(before: Topology, after: Topology): ReadonlySet<string> {
  const took = before.members.map(({ nodeId, primaryId }) => `${primaryId} ${nodeId}`);
  const gave = after.members.map(({ nodeId, primaryId }) => `${nodeId} ${primaryId}`);
  return new Set([...took, ...gave]);
}
