import { slotHasher } from '../../core/key-slot.ts';
import { mergeSlotRanges, SLOT_COUNT, type SlotRange } from '../../core/slots.ts';
import type { TakeBytes } from './lzf.ts';
import type { RdbContent, RdbDatabase, RdbOutside } from './summary.ts';

/** Counts what a walk comes by. Its size does not depend on how many keys there are. */
export interface Tally {
  /** Adds bytes of the key that is being read. */
  readonly takeKey: TakeBytes;
  beginKey(): void;
  /** The key and its value are over. */
  endKey(expires: boolean): void;
  /** @returns false when there are more databases than any server has */
  selectDatabase(database: number): boolean;
  addFunction(): void;
  counts(slots: readonly SlotRange[] | undefined): Omit<RdbContent, 'complete' | 'origin'>;
}

interface Counts {
  keys: number;
  expiring: number;
}

/** More than a server is ever set up for. Damaged data could name millions of them. */
const mostDatabases = 65_536;

const shownSlots = 10;

export function tally(): Tally {
  const hasher = slotHasher();
  const perSlot = new Float64Array(SLOT_COUNT);
  const databases = new Map<number, Counts>();
  let current = select(0);
  let functions = 0;

  function select(database: number): Counts {
    const counts = databases.get(database) ?? { keys: 0, expiring: 0 };
    databases.set(database, counts);
    return counts;
  }

  return {
    takeKey: hasher.add,
    beginKey: hasher.begin,
    endKey(expires) {
      const slot = hasher.slot();
      perSlot[slot] = (perSlot[slot] as number) + 1;
      current.keys++;
      if (expires) current.expiring++;
    },
    selectDatabase(database) {
      if (databases.size >= mostDatabases && !databases.has(database)) return false;
      current = select(database);
      return true;
    },
    addFunction() {
      functions++;
    },
    counts(ranges) {
      const used = databasesWithKeys(databases);
      const slots = [...perSlot].flatMap((keys, slot) => (keys === 0 ? [] : [[slot, keys] as const]));
      return {
        keys: used.reduce((sum, { keys }) => sum + keys, 0),
        expiring: used.reduce((sum, { expiring }) => sum + expiring, 0),
        databases: used,
        slots,
        functions,
        outside: ranges === undefined ? null : outsideOf(ranges, slots),
      };
    },
  };
}

function databasesWithKeys(databases: ReadonlyMap<number, Counts>): readonly RdbDatabase[] {
  return [...databases]
    .filter(([, { keys }]) => keys > 0)
    .map(([database, counts]) => ({ database, ...counts }))
    .sort((a, b) => a.database - b.database);
}

function outsideOf(ranges: readonly SlotRange[], slots: RdbContent['slots']): RdbOutside {
  const merged = mergeSlotRanges(ranges);
  const outside = slots.filter(([slot]) => !merged.some(([first, last]) => slot >= first && slot <= last));
  return {
    keys: outside.reduce((sum, [, keys]) => sum + keys, 0),
    slots: outside.slice(0, shownSlots).map(([slot]) => slot),
  };
}
