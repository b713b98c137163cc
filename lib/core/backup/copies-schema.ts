import * as v from 'valibot';
import type { CopiesReading } from './copies.ts';
import { copyOutcome, role, slots } from './stored-parts.ts';

/* What is kept of sets when it comes back from a store, where anybody may have put something else. */

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const time = v.pipe(text, v.isoTimestamp());
const lookOutcome = v.picklist(['ok', 'unverifiable', 'unknown-format', 'incomplete', 'damaged', 'failed']);

const look = v.nullable(
  v.object({
    at: time,
    outcome: lookOutcome,
    level: v.nullable(v.picklist([1, 2])),
    shards: v.array(v.object({ shard: text, isWrong: v.boolean(), problem: text })),
  }),
);

const copy = v.object({
  shard: text,
  slots,
  outcome: copyOutcome,
  whole: v.boolean(),
  source: v.nullable(text),
  roleBefore: role,
  roleAfter: role,
  bytes: v.nullable(count),
  keys: v.nullable(count),
  level: v.nullable(v.picklist([0, 1, 2])),
  takenAt: v.nullable(time),
});

const set = v.object({
  set: text,
  state: v.picklist(['complete', 'incomplete', 'unreadable']),
  problems: v.array(text),
  missingSlots: slots,
  copies: v.array(copy),
  verified: look,
  drilled: look,
});

const reading = v.object({
  location: text,
  readAt: time,
  sets: count,
  unfinished: count,
  newestUnfinished: v.optional(v.nullable(text), null),
  oldest: v.nullable(text),
  newest: v.array(set),
  doubtful: v.array(v.object({ set: text, verified: look, drilled: look })),
  doubtfulSets: count,
  lastDrill: v.nullable(time),
  newestDrill: v.nullable(v.object({ set: text, at: time, outcome: text })),
});

const observed = v.variant('state', [
  v.object({ state: v.literal('ok'), value: reading }),
  v.object({ state: v.literal('failed'), reason: v.literal('store'), detail: text }),
]);

/** What one run knew of the copies of its cluster, as it is kept. */
export interface KeptCopies {
  readonly schemaVersion: 1;
  readonly kind: 'copies';
  readonly runId: string;
  readonly clusterId: string;
  readonly audit: string;
  readonly scheduledAt: string;
  readonly copies: SeenCopies;
}

/** A look at the store: what there is, or why it could not be read. */
export type SeenCopies =
  | { readonly state: 'ok'; readonly value: CopiesReading }
  | { readonly state: 'failed'; readonly reason: 'store'; readonly detail: string };

export const keptCopiesSchema: v.GenericSchema<unknown, KeptCopies> = v.object({
  schemaVersion: v.literal(1),
  kind: v.literal('copies'),
  runId: text,
  clusterId: text,
  audit: text,
  scheduledAt: text,
  copies: observed,
});
