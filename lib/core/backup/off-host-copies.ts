import type { Observed } from '../observed.ts';
import type { Shard } from '../topology.ts';
import {
  type CopiesReading,
  copiesOf,
  isUsable,
  newestUsable,
  type SetDigest,
  takenBetween,
  unopened,
} from './copies.ts';

/** The newest copy of a shard that is off its hosts. */
export interface OffHostCopy {
  /** By when its data was taken, seconds. */
  readonly ageSeconds: number;
  /** How far the copy can be trusted, a clause. */
  readonly certainty: string;
}

/**
 * The newest usable copy of one shard.
 *
 * @returns null where it was looked for and there is none, undefined where nobody knows
 */
export function offHostCopy(
  copies: Observed<CopiesReading>,
  { slots }: Pick<Shard, 'slots'>,
): OffHostCopy | null | undefined {
  if (copies.state !== 'ok') return undefined;
  const newest = newestUsable(copies.value);
  if (newest === undefined) return unopened(copies.value) > 0 ? undefined : null;
  const taken = takenBetween(copiesOf(newest, slots));
  if (taken === undefined) return undefined;
  const ageMs = Date.parse(copies.value.readAt) - taken.first;
  return { ageSeconds: Math.max(0, Math.round(ageMs / 1000)), certainty: certaintyOf(newest) };
}

/** What was done to find out whether the newest usable set is whole. */
function certaintyOf(set: SetDigest): string {
  const { verified, drilled, copies } = set;
  const unproven = copies.some(({ level }) => level === 0) ? '; a server wrote no checksum of its own' : '';
  if (drilled?.outcome === 'ok') return `restored in a drill${unproven}`;
  if (verified !== null && isUsable(set)) return `read again from the store and found whole${unproven}`;
  return `looked at on its way to the store, and not read again${unproven}`;
}
