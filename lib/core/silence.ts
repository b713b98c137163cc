import * as v from 'valibot';
import { severities } from './finding.ts';
import type { Matchers } from './matchers.ts';
import { DAY_MS } from './time-span.ts';

/** Keeps alerts untold until it ends: who wanted that, why, and until when. The alerts live on, and are stored. */
export interface Silence {
  readonly id: string;
  /** None at all: every alert but those about the auditor itself. */
  readonly matchers: Matchers;
  readonly owner: string;
  readonly reason: string;
  /** Times are UTC as `toISOString` writes them. */
  readonly createdAt: string;
  readonly startsAt: string;
  readonly endsAt: string;
  /** When somebody ended it early. */
  readonly endedAt?: string;
  readonly endReason?: string;
  /** When people were told that it ends soon over something that still fires. */
  readonly warnedAt?: string;
}

/** The silences of one cluster, also those that ended not long ago. */
export interface SilenceBook {
  readonly schemaVersion: 1;
  readonly silences: readonly Silence[];
}

export const noSilences: SilenceBook = { schemaVersion: 1, silences: [] };

/** How long an ended silence stays in the book, for whoever asks later why nobody was told. */
const KEPT_MS = 30 * DAY_MS;

/** Nobody remembers after that why something was silenced. */
export const LONGEST_SILENCE_MS = 90 * DAY_MS;

const texts = v.exactOptional(v.pipe(v.array(v.string()), v.minLength(1)));

/** Matchers as they are stored. */
const matchersSchema = v.strictObject({
  rule: texts,
  severity: v.exactOptional(v.pipe(v.array(v.picklist(severities)), v.minLength(1))),
  cluster: texts,
  shard: texts,
  node: texts,
});

const time = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text))),
);

/** A matcher that a reader does not know would silence too much without it, so a book with one is refused as a whole. */
export const silenceBookSchema: v.GenericSchema<unknown, SilenceBook> = v.object({
  schemaVersion: v.literal(1),
  silences: v.array(
    v.object({
      id: v.pipe(v.string(), v.nonEmpty()),
      matchers: matchersSchema,
      owner: v.string(),
      reason: v.string(),
      createdAt: time,
      startsAt: time,
      endsAt: time,
      endedAt: v.exactOptional(time),
      endReason: v.exactOptional(v.string()),
      warnedAt: v.exactOptional(time),
    }),
  ),
});

export type SilencePhase = 'active' | 'coming' | 'ended';

/** Where a silence stands at a moment. At its very end it holds nothing back any more. */
export function phaseOf(silence: Silence, now: string): SilencePhase {
  const at = Date.parse(now);
  if (at >= Date.parse(endOf(silence))) return 'ended';
  return at < Date.parse(silence.startsAt) ? 'coming' : 'active';
}

/** When it ends, or ended. */
export function endOf({ endsAt, endedAt }: Silence): string {
  return endedAt !== undefined && Date.parse(endedAt) < Date.parse(endsAt) ? endedAt : endsAt;
}

export function addSilence(book: SilenceBook, silence: Silence): SilenceBook {
  return { ...book, silences: [...book.silences, silence] };
}

/** Ends a silence that is active or coming; any other stays as it is. */
export function endSilence(book: SilenceBook, id: string, now: string, reason?: string): SilenceBook {
  return mapSilences(book, (silence) =>
    silence.id === id && phaseOf(silence, now) !== 'ended'
      ? { ...silence, endedAt: now, ...(reason === undefined ? {} : { endReason: reason }) }
      : silence,
  );
}

/** Notes that the coming end of these silences was told. */
export function markWarned(book: SilenceBook, ids: readonly string[], now: string): SilenceBook {
  return mapSilences(book, (silence) => (ids.includes(silence.id) ? { ...silence, warnedAt: now } : silence));
}

/** Without those that ended more than 30 days ago. */
export function pruneSilences(book: SilenceBook, now: string): SilenceBook {
  const oldest = Date.parse(now) - KEPT_MS;
  return { ...book, silences: book.silences.filter((silence) => Date.parse(endOf(silence)) >= oldest) };
}

function mapSilences(book: SilenceBook, change: (silence: Silence) => Silence): SilenceBook {
  return { ...book, silences: book.silences.map(change) };
}
