import type { LatencyEvent, LatencyReading, LatencySample, NodeCursor } from '../facts.ts';
import { type Observed, ok } from '../observed.ts';
import { isInteger, isListOf, isUnixSeconds, unknownForm } from './reply.ts';
import { sinceWhen } from './since.ts';

/** Reads `LATENCY LATEST`: four elements an event, six in Valkey 8.1 and later. */
export function parseLatest(reply: unknown): Observed<readonly LatencyEvent[]> {
  if (!isListOf(reply, isRawEvent)) return unknownForm('LATENCY LATEST');
  return ok(reply.map(([event, at, latestMs, maxMs]) => ({ event, at, latestMs, maxMs })));
}

/** Reads `LATENCY HISTORY` of one event: pairs of second and milliseconds, oldest first. */
export function parseHistory(event: string, reply: unknown): Observed<readonly LatencySample[]> {
  if (!isListOf(reply, isRawSample)) return unknownForm('LATENCY HISTORY');
  return ok(reply.map(([at, ms]) => ({ event, at, ms })));
}

/** Events whose history has to be asked for: those that are not as the last visit saw them. */
export function movedEvents(
  latest: readonly LatencyEvent[],
  cursor: NodeCursor | undefined,
  runId: string | undefined,
): readonly string[] {
  const seen = seenEvents(cursor, runId);
  return latest
    .filter(({ event, at, latestMs }) => seen[event]?.at !== at || seen[event].ms !== latestMs)
    .map(({ event }) => event);
}

/**
 * What the monitor gained since the last visit. One sample is kept for each event and second, the largest, so one
 * that has grown in its second is new as well: a stall in the second of the last visit would be missed otherwise.
 *
 * @param histories of the events that moved, by name
 */
export function readLatency(
  events: readonly LatencyEvent[],
  histories: Readonly<Record<string, readonly LatencySample[]>>,
  cursor: NodeCursor | undefined,
  runId: string | undefined,
): LatencyReading {
  const seen = seenEvents(cursor, runId);
  const newSamples = Object.entries(histories)
    .flatMap(([event, samples]) => samplesAfter(seen[event], samples))
    .sort((a, b) => a.at - b.at);
  const since = sinceWhen(cursor, runId);
  const neverRead = since === 'cursor' && cursor?.latency === null;
  const latest = events.map((each) => asInHistory(each, histories[each.event]));
  return { since: neverRead ? 'first-visit' : since, events: latest, newSamples };
}

/** What to remember for the next visit: the newest sample of each event, also of those that LATENCY RESET removed. */
export function nextLatencyCursor(
  reading: LatencyReading,
  cursor: NodeCursor | undefined,
  runId: string | undefined,
): SeenEvents {
  const newest = reading.events.map(({ event, at, latestMs }) => [event, { at, ms: latestMs }] as const);
  return { ...seenEvents(cursor, runId), ...Object.fromEntries(newest) };
}

/**
 * New is what stands behind the sample last seen, whatever its time: servers tell samples in the order in which they
 * came, and a clock that was set back gives later ones an earlier time. Of two of the same second the first counts: the
 * other way round what lies between them would be hidden. Where the one last seen is gone all are new: a full history
 * forgets the oldest, and LATENCY RESET forgets everything.
 */
function samplesAfter(seen: SeenSample | undefined, samples: readonly LatencySample[]): readonly LatencySample[] {
  const known = samples.findIndex(({ at, ms }) => at === seen?.at && ms >= seen.ms);
  return samples.filter(({ ms }, index) => index > known || (index === known && ms !== seen?.ms));
}

/** Between LATEST and HISTORY a sample may have come or grown: the history has the last word. */
function asInHistory(event: LatencyEvent, history: readonly LatencySample[] = []): LatencyEvent {
  const newest = history.at(-1);
  if (newest === undefined) return event;
  return { ...event, at: newest.at, latestMs: newest.ms, maxMs: Math.max(event.maxMs, newest.ms) };
}

type SeenEvents = NonNullable<NodeCursor['latency']>;
type SeenSample = SeenEvents[string];

function seenEvents(cursor: NodeCursor | undefined, runId: string | undefined): SeenEvents {
  return sinceWhen(cursor, runId) === 'cursor' ? (cursor?.latency ?? {}) : {};
}

function isRawEvent(each: unknown): each is readonly [event: string, at: number, latestMs: number, maxMs: number] {
  return (
    Array.isArray(each) &&
    typeof each[0] === 'string' &&
    each.length >= 4 &&
    each.slice(1, 4).every(isInteger) &&
    isUnixSeconds(each[1])
  );
}

function isRawSample(each: unknown): each is readonly [at: number, ms: number] {
  return Array.isArray(each) && each.length >= 2 && each.slice(0, 2).every(isInteger) && isUnixSeconds(each[0]);
}
