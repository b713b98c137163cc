import * as v from 'valibot';
import { SLOT_COUNT } from '../slots.ts';

/* Parts that a manifest and what is kept of it have in common, when they come back from a store. */

export const slot = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(SLOT_COUNT - 1));

/** Ranges, from the first slot to the last. */
export const slots = v.array(v.strictTuple([slot, slot]));

export const role = v.nullable(v.picklist(['primary', 'replica']));

/** What became of the copy of a shard. */
export const copyOutcome = v.picklist([
  'ok',
  'unverifiable',
  'unknown-format',
  'role-unknown',
  'became-primary',
  'misplaced-keys',
  'damaged',
  'failed',
  'refused',
  'no-replica',
]);
