import type { Role } from '../facts.ts';
import type { SlotRange } from '../slots.ts';
import type { SetState } from './backup-set.ts';
import type { LookDigest } from './look-digest.ts';
import type { CopyOutcome } from './manifest.ts';

/**
 * What was known of the sets of one cluster when its facts were judged: a digest of bounded size, kept beside the
 * findings, so that the same day can be judged again. It holds no key and no value.
 */
export interface CopiesReading {
  /** A path or `s3://BUCKET`. */
  readonly location: string;
  /** When the store was asked, by the clock of whoever judged. ISO 8601, UTC; ages are reckoned from here. */
  readonly readAt: string;
  /** Sets with a manifest. */
  readonly sets: number;
  /** Sets without one: interrupted, or going on. */
  readonly unfinished: number;
  /** Name of the newest of those; null when there is none. */
  readonly newestUnfinished: string | null;
  /** Name of the oldest set with a manifest; null when there is none. */
  readonly oldest: string | null;
  /** The newest ones with a manifest, newest first: as many as were opened. */
  readonly newest: readonly SetDigest[];
  /** Sets of any age whose newest look found something wrong, newest first: as many as were opened. */
  readonly doubtful: readonly DoubtfulSet[];
  /** How many there are of those. */
  readonly doubtfulSets: number;
  /** When the newest drill was made that restored the whole cluster; null when none is noted. */
  readonly lastDrill: string | null;
  /** The newest drill, whatever came of it. */
  readonly newestDrill: { readonly set: string; readonly at: string; readonly outcome: string } | null;
}

/** One set with a manifest. */
export interface SetDigest {
  readonly set: string;
  readonly state: Exclude<SetState, 'unfinished'>;
  /** Why it is not complete, a clause each; the first ones. */
  readonly problems: readonly string[];
  /** Slots of which it holds no whole RDB. */
  readonly missingSlots: readonly SlotRange[];
  readonly copies: readonly CopyDigest[];
  readonly verified: LookDigest | null;
  readonly drilled: LookDigest | null;
}

/** One shard in a set. */
export interface CopyDigest {
  /** First slot. */
  readonly shard: string;
  readonly slots: readonly SlotRange[];
  readonly outcome: CopyOutcome;
  /** All of the shard's keys are in the store. */
  readonly whole: boolean;
  /** `host:port` it was copied from, or was to be. */
  readonly source: string | null;
  readonly roleBefore: Role | null;
  readonly roleAfter: Role | null;
  /** Null here and below when nothing is stored. */
  readonly bytes: number | null;
  /** Null also when it could not be looked into. */
  readonly keys: number | null;
  /** How far it was looked at on its way: 0 without a checksum, 1 with one, 2 every record as well. */
  readonly level: 0 | 1 | 2 | null;
  /** When the data was as it is in it, ISO 8601, UTC. */
  readonly takenAt: string | null;
}

/** A set about which a look said something bad. */
export interface DoubtfulSet {
  readonly set: string;
  readonly verified: LookDigest | null;
  readonly drilled: LookDigest | null;
}

/** What is remembered from audit to audit, also of sets that are deleted by now. */
export interface CopiesSeen {
  /** Name of the oldest set with a manifest that any audit has seen. */
  readonly firstSet: string | null;
  /** When the newest drill was made that restored the whole cluster. ISO 8601, UTC. */
  readonly lastDrill: string | null;
  /** When an audit first looked for sets; absent where that was not kept yet. ISO 8601, UTC. */
  readonly since?: string;
}

/** What this reading adds to what was seen before. */
export function extendSeen(before: CopiesSeen | undefined, { oldest, lastDrill, readAt }: CopiesReading) {
  const sets = [before?.firstSet ?? null, oldest].filter((set) => set !== null).sort();
  const drills = [before?.lastDrill ?? null, lastDrill].filter((at) => at !== null).sort();
  return { firstSet: sets[0] ?? null, lastDrill: drills.at(-1) ?? null, since: before?.since ?? readAt };
}

/** Found damaged, or restored as something else than what was copied. */
function isDisproved({ verified, drilled }: Pick<SetDigest, 'verified' | 'drilled'>): boolean {
  return verified?.outcome === 'damaged' || drilled?.shards.some(({ isWrong }) => isWrong) === true;
}

/** The newest set that holds the whole cluster, and of which nobody found otherwise; undefined when none of those opened is one. */
export function newestUsable({ newest }: CopiesReading): SetDigest | undefined {
  return newest.find(isUsable);
}

export function isUsable(set: SetDigest): boolean {
  return set.state === 'complete' && set.missingSlots.length === 0 && !isDisproved(set);
}

/** Sets with a manifest that were not opened, as they are older than those that were. */
export function unopened({ sets, newest }: CopiesReading): number {
  return sets - newest.length;
}

/** The whole RDBs of a set that hold slots of a shard, as it is now. */
export function copiesOf({ copies }: SetDigest, slots: readonly SlotRange[]): readonly CopyDigest[] {
  return copies.filter((copy) => copy.whole && overlap(copy.slots, slots));
}

function overlap(a: readonly SlotRange[], b: readonly SlotRange[]): boolean {
  return a.some(([first, last]) => b.some(([from, to]) => first <= to && from <= last));
}

/** The moments of which copies are, from the first to the last, milliseconds since 1970; undefined without any. */
export function takenBetween(
  copies: readonly Pick<CopyDigest, 'takenAt'>[],
): { readonly first: number; readonly last: number } | undefined {
  const times = copies.flatMap(({ takenAt }) => (takenAt === null ? [] : [Date.parse(takenAt)]));
  return times.length === 0 ? undefined : { first: Math.min(...times), last: Math.max(...times) };
}
