import type { NodeCursor, SlowlogEntry, SlowlogReading } from '../facts.ts';
import { type Observed, ok } from '../observed.ts';
import { secretsIn } from '../redact/secrets.ts';
import { shapeOf } from '../redact/shape.ts';
import { neutralise } from '../redact/text.ts';
import { isInteger, isListOf, isUnixSeconds, unknownForm } from './reply.ts';
import { sinceWhen } from './since.ts';

/** A slow-log entry as the server sends it. Servers before 4.0 and some proxies leave the client out. */
type RawEntry = readonly [
  id: number,
  at: number,
  durationUs: number,
  args: readonly Buffer[],
  client?: Buffer,
  clientName?: Buffer,
];

/** Stands before the first id of a process, which is 0. */
const NONE_YET = -1;

/**
 * Reads what `SLOWLOG GET` answers and keeps what is new since the last visit, redacted.
 *
 * Ids go on through SLOWLOG RESET and begin at 0 with each process, so the ids alone say how many entries of a
 * process were never read, as long as they are compared within that process.
 *
 * @param reply entries, newest first, with arguments as bytes: as text they would be damaged
 * @param runId of the process that answered; undefined when it could not be read
 */
export function parseSlowlog(
  reply: unknown,
  cursor: NodeCursor | undefined,
  runId: string | undefined,
): Observed<SlowlogReading> {
  if (!isListOf(reply, isRawEntry)) return unknownForm('SLOWLOG GET');
  const neverRead = cursor?.runId === runId && cursor?.slowlogId === null;
  const since = neverRead ? 'first-visit' : sinceWhen(cursor, runId);
  const lastSeen = since === 'cursor' ? (cursor?.slowlogId ?? NONE_YET) : NONE_YET;
  const fresh = reply.filter(([id]) => id > lastSeen);
  const newestId = reply.length === 0 ? null : Math.max(...reply.map(([id]) => id));
  const gap = Math.max(0, (newestId ?? lastSeen) - lastSeen - fresh.length);
  // A log that was empty whenever it was read may have been cleared before: nobody knows where its ids were then.
  const isKnown = since === 'start' || (since === 'cursor' && (gap === 0 || lastSeen !== NONE_YET));
  return ok({ since, entries: fresh.map(redacted), lost: isKnown ? gap : null, newestId });
}

/**
 * The id to remember for the next visit: an empty log does not make the ids seen before it unseen. It is -1 when the
 * process has logged nothing yet, so that null is left for a log that no visit has read.
 */
export function nextSlowlogId(
  reading: SlowlogReading,
  cursor: NodeCursor | undefined,
  runId: string | undefined,
): number {
  const before = sinceWhen(cursor, runId) === 'cursor' ? cursor?.slowlogId : null;
  return reading.newestId ?? before ?? NONE_YET;
}

function isRawEntry(entry: unknown): entry is RawEntry {
  if (!Array.isArray(entry)) return false;
  const [id, at, durationUs, args, ...client] = entry as readonly unknown[];
  const numbers = isInteger(id) && isUnixSeconds(at) && isInteger(durationUs);
  return numbers && Array.isArray(args) && args.every(isBytes) && client.slice(0, 2).every(isBytes);
}

function isBytes(value: unknown): value is Buffer {
  return Buffer.isBuffer(value);
}

function redacted([id, at, durationUs, args, client, clientName]: RawEntry): SlowlogEntry {
  const secrets = secretsIn(args);
  return {
    id,
    at,
    durationUs,
    ...shapeOf(args),
    // Redis 8.0 names no client for an inner call of a script, where versions up to 7.0 say `?:0`.
    client: neutralise(client?.toString() ?? '') || '?:0',
    clientName: neutralise(clientName?.toString() ?? ''),
    ...(secrets.length === 0 ? {} : { secrets }),
  };
}
