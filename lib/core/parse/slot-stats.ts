import type { SlotCpu, SlotStats } from '../facts.ts';
import { mapObserved, type Observed, ok } from '../observed.ts';
import { parseInfo } from './info.ts';
import { isInteger, isListOf, unknownForm } from './reply.ts';

/** Slots kept of those that took CPU time: what is kept of each node must stay small. */
const BUSIEST = 100;

type RawSlot = readonly [slot: number, stats: readonly (string | number)[]];

/**
 * Reads `CLUSTER SLOT-STATS SLOTSRANGE`, of each own slot its number and its statistics, names and numbers in turn.
 *
 * @param keyspace INFO of that section, asked for just before it, so that nothing changed in between
 */
export function parseSlotStats(reply: unknown, keyspace: unknown): Observed<SlotStats> {
  if (!isListOf(reply, isRawSlot)) return unknownForm('CLUSTER SLOT-STATS');
  const slots = reply.map(([slot, stats]) => ({
    slot,
    keys: valueOf(stats, 'key-count'),
    usec: valueOf(stats, 'cpu-usec'),
  }));
  if (slots.some(({ keys }) => keys === undefined)) return unknownForm('CLUSTER SLOT-STATS');
  return mapObserved(parseInfo(keyspace, ['keyspace']), (info) =>
    ok({
      keys: sum(Object.values(info.keyspace).map(({ keys }) => keys)),
      keysInOwnSlots: sum(slots.map(({ keys }) => keys ?? 0)),
      slots: slots.length,
      cpu: busiest(slots),
    }),
  );
}

function isRawSlot(entry: unknown): entry is RawSlot {
  if (!Array.isArray(entry)) return false;
  const [slot, stats] = entry as readonly unknown[];
  return isInteger(slot) && Array.isArray(stats);
}

function valueOf(stats: readonly (string | number)[], name: string): number | undefined {
  const value = stats[stats.indexOf(name) + 1];
  return stats.includes(name) && typeof value === 'number' ? value : undefined;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** Without `cluster-slot-stats-enabled` there is only a count of keys. */
function busiest(slots: readonly { slot: number; usec: number | undefined }[]): readonly SlotCpu[] | null {
  if (slots.length === 0 || slots.some(({ usec }) => usec === undefined)) return null;
  return slots
    .map(({ slot, usec = 0 }) => ({ slot, usec }))
    .filter(({ usec }) => usec > 0)
    .sort((a, b) => b.usec - a.usec)
    .slice(0, BUSIEST);
}
