import type { CopiesReading, CopyDigest, SetDigest } from '../../lib/core/backup/copies.ts';
import type { LookDigest } from '../../lib/core/backup/look-digest.ts';
import { setName } from '../../lib/core/backup/set-keys.ts';
import type { SlotRange } from '../../lib/core/slots.ts';
import { start } from './facts.ts';

const HOUR_MS = 3_600_000;

/** ISO 8601 of so many hours before the story of the test facts begins. */
export const hoursAgo = (hours: number): string => new Date(start - hours * HOUR_MS).toISOString();

/** The name of a set that was begun then. */
export const setAt = (hours: number): string => setName(hoursAgo(hours));

const shardSlots: Readonly<Record<string, SlotRange>> = {
  0: [0, 5460],
  5461: [5461, 10_922],
  10923: [10_923, 16_383],
};

/** A copy of one shard of the reference cluster in a set that was begun so many hours ago. */
function copyOf(shard: string, hours: number, change: Partial<CopyDigest> = {}): CopyDigest {
  return {
    shard,
    slots: [shardSlots[shard] ?? [0, 0]],
    outcome: 'ok',
    whole: true,
    source: '10.0.0.4:6379',
    roleBefore: 'replica',
    roleAfter: 'replica',
    bytes: 1_000_000,
    keys: 1000,
    level: 2,
    takenAt: hoursAgo(hours),
    ...change,
  };
}

/** A whole set of the reference cluster. @param shards what is unlike in one of them, by its first slot */
export function setOf(
  hours: number,
  change: Partial<SetDigest> = {},
  shards: Readonly<Record<string, Partial<CopyDigest>>> = {},
): SetDigest {
  return {
    set: setAt(hours),
    state: 'complete',
    problems: [],
    missingSlots: [],
    copies: Object.keys(shardSlots).map((shard) => copyOf(shard, hours, shards[shard])),
    verified: null,
    drilled: null,
    ...change,
  };
}

export function lookOf(change: Partial<LookDigest> = {}): LookDigest {
  return { at: hoursAgo(1), outcome: 'ok', level: 2, shards: [], ...change };
}

/** What is known of a store with these sets, newest first; nothing else is in it. */
export function readingOf(newest: readonly SetDigest[], change: Partial<CopiesReading> = {}): CopiesReading {
  return {
    location: 'DIR',
    readAt: hoursAgo(0),
    sets: newest.length,
    unfinished: 0,
    newestUnfinished: null,
    oldest: newest.at(-1)?.set ?? null,
    newest,
    doubtful: [],
    doubtfulSets: 0,
    lastDrill: null,
    newestDrill: null,
    ...change,
  };
}
