import type { PayloadEntry, PayloadLog } from '../facts.ts';
import { type Observed, ok } from '../observed.ts';
import { shapeOf } from '../redact/shape.ts';
import { neutralise } from '../redact/text.ts';
import { isInteger, isListOf, unknownForm } from './reply.ts';

type RawEntry = readonly [id: number, at: number, bytes: number, args: readonly Buffer[], client: Buffer];

/** Reads `COMMANDLOG GET n LARGE-REQUEST` and `LARGE-REPLY`, newest first; arguments come as bytes and go as a shape. */
export function parseCommandlog(reply: unknown): Observed<PayloadLog> {
  if (!isListOf(reply, isRawEntry)) return unknownForm('COMMANDLOG GET');
  const entries = reply.map(redacted);
  return ok({ newestId: entries.length === 0 ? null : Math.max(...entries.map(({ id }) => id)), entries });
}

function isRawEntry(entry: unknown): entry is RawEntry {
  if (!Array.isArray(entry)) return false;
  const [id, at, bytes, args, client] = entry as readonly unknown[];
  const areBytes = Array.isArray(args) && args.every((each) => Buffer.isBuffer(each)) && Buffer.isBuffer(client);
  return isInteger(id) && isInteger(at) && isInteger(bytes) && areBytes;
}

function redacted([id, , bytes, args, client]: RawEntry): PayloadEntry {
  return { id, bytes, shape: shapeOf(args).shape, client: neutralise(client.toString()) };
}
