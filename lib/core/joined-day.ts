import * as v from 'valibot';
import type { StoredDay } from './storage-keys.ts';
import { DAY_MS } from './time-span.ts';

/** One small object as it lies in the joined one: a gzip member of its own. */
export interface Member {
  /** Last part of its key. */
  readonly name: string;
  readonly bytes: number;
  readonly lines: number;
}

/** What is in the joined object of a day, in its order and without gaps. */
export interface DayIndex {
  readonly schemaVersion: 1;
  readonly members: readonly Member[];
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const dayIndexSchema: v.GenericSchema<unknown, DayIndex> = v.object({
  schemaVersion: v.literal(1),
  members: v.array(v.object({ name: v.string(), bytes: count, lines: count })),
});

const indexText = v.pipe(v.string(), v.parseJson(), dayIndexSchema);

/** @returns null for what is no index, or one of a newer version */
export function parseDayIndex(text: string): DayIndex | null {
  const parsed = v.safeParse(indexText, text);
  return parsed.success ? parsed.output : null;
}

/** What an object unpacks to. */
export interface TextSize {
  readonly lines: number;
  readonly bytes: number;
}

/** Most bytes that a joined object may unpack to: it is read as one text, which cannot be longer. */
export const MOST_UNPACKED_BYTES = 2 ** 29 - 1;

/** A small object, read. */
export interface SmallObject {
  readonly name: string;
  readonly body: Uint8Array;
  readonly text: TextSize;
}

/** Where in the joined object each member begins. */
export function offsets({
  members,
}: DayIndex): ReadonlyMap<string, { readonly offset: number; readonly bytes: number }> {
  let offset = 0;
  return new Map(
    members.map(({ name, bytes }) => {
      const place = [name, { offset, bytes }] as const;
      offset += bytes;
      return place;
    }),
  );
}

/**
 * Which small objects a joined one is made of, compared byte by byte. One that is not in it came later.
 *
 * @param smalls in the order of their names
 * @returns null when it holds anything else
 */
export function membersOf(joined: Uint8Array, smalls: readonly SmallObject[]): readonly Member[] | null {
  const members: Member[] = [];
  let offset = 0;
  for (const { name, body, text } of smalls) {
    if (!isAt(joined, offset, body)) continue;
    members.push({ name, bytes: body.length, lines: text.lines });
    offset += body.length;
  }
  return offset === joined.length ? members : null;
}

/** Whether these very bytes are there. */
export function isAt(joined: Uint8Array, offset: number, body: Uint8Array): boolean {
  return body.length <= joined.length - offset && body.every((byte, index) => joined[offset + index] === byte);
}

/** After a day has ended an assessment may still go back to its runs for a day. */
const SETTLED_MS = DAY_MS;

/** The days that can be joined, oldest first: they have ended for a day, and began in the last `lookBackDays`. @param now ISO 8601, UTC */
export function settledDays(now: string, lookBackDays: number): readonly string[] {
  const today = Date.parse(`${now.slice(0, 10)}T00:00:00.000Z`);
  const newest = today - SETTLED_MS - DAY_MS;
  return Array.from({ length: lookBackDays }, (_, index) => newest - (lookBackDays - 1 - index) * DAY_MS).map((ms) =>
    new Date(ms).toISOString().slice(0, 10),
  );
}

/** What became of the small objects of one day. */
export interface JoinedOutcome extends StoredDay {
  /** Objects that are in the joined one and no more beside it. */
  readonly joined: number;
  /** Objects that stay as they are: they came late, or are damaged. */
  readonly left: number;
}
