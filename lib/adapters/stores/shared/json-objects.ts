import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip, createGzip, gunzip } from 'node:zlib';
import * as v from 'valibot';
import { UnreadableObjectError } from '../../../core/errors.ts';
import type { TextSize } from '../../../core/joined-day.ts';
import type { ObjectStore } from './object-store.ts';

const decompress = promisify(gunzip);

const versioned = v.looseObject({ schemaVersion: v.number() });

/** Characters that are compressed at a time. */
const CHUNK = 2 ** 18;

/** Most bytes that an object may unpack to: 120 nodes fill a few megabytes. */
const MOST_BYTES = 256 * 2 ** 20;

/** JSON on top of bytes. */
export interface JsonObjects {
  /** Where they are, for people. */
  readonly location: string;
  /** Creates a gzip object of one JSON document a line. @returns false when the key is taken */
  createLines(key: string, lines: readonly unknown[]): Promise<boolean>;
  has(key: string): Promise<boolean>;
  /** @throws UnreadableObjectError when it is no such object */
  loadLines(key: string): Promise<readonly unknown[] | null>;
  /** The same of bytes that are there already. @param key names them in errors */
  parseLines(key: string, body: Uint8Array): Promise<readonly unknown[]>;
  /**
   * A plain JSON document and what it must be replaced by; `otherwise` where there is none.
   *
   * @throws UnreadableObjectError when it is damaged or of a newer version
   */
  load<T extends { readonly schemaVersion: number }>(
    key: string,
    otherwise: T,
  ): Promise<{ value: T; token: string | null }>;
  save(key: string, value: { readonly schemaVersion: number }, token: string | null): Promise<void>;
  list(prefix: string, after: string): Promise<readonly string[]>;
}

export function jsonObjects(objects: ObjectStore): JsonObjects {
  const { location } = objects;
  return {
    location,
    async createLines(key, lines) {
      return objects.create(key, await compress(lines));
    },
    has: async (key) => (await objects.read(key)) !== null,
    async loadLines(key) {
      const stored = await objects.read(key);
      return stored === null ? null : parseLines(location, key, stored.body);
    },
    parseLines: (key, body) => parseLines(location, key, body),
    async load(key, otherwise) {
      const stored = await objects.read(key);
      if (stored === null) return { value: otherwise, token: null };
      const value = parseJson(location, key, Buffer.from(stored.body).toString('utf8'));
      checkVersion(location, key, value, otherwise.schemaVersion);
      if (!hasParts(value, otherwise)) throw damaged(location, key);
      return { value: value as typeof otherwise, token: stored.token };
    },
    async save(key, value, token) {
      await objects.replace(key, Buffer.from(JSON.stringify(value)), token);
    },
    list: (prefix, after) => objects.list(prefix, after),
  };
}

async function parseLines(location: string, key: string, body: Uint8Array): Promise<readonly unknown[]> {
  // In few large pieces: by default it is many small ones that are put together in the end.
  const chunkSize = Math.min(2 ** 22, Math.max(2 ** 14, body.length * 20));
  const text = await decompress(body, { maxOutputLength: MOST_BYTES, chunkSize }).catch((error: unknown) => {
    throw damaged(location, key, error);
  });
  const lines = text.toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => parseJson(location, key, line));
}

/** What a gzip object holds, one or several joined; null for what is none, and for one with zeros behind it. */
export async function measureText(body: Uint8Array): Promise<TextSize | null> {
  let [lines, bytes] = [0, 0];
  const unpacking = createGunzip();
  try {
    await pipeline(Readable.from([body]), unpacking, async (text: AsyncIterable<Buffer>) => {
      for await (const part of text) {
        bytes += part.length;
        for (const byte of part) if (byte === NEWLINE) lines++;
      }
    });
    // Node passes over zeros, and over every object that would be joined behind them.
    return unpacking.bytesWritten === body.length ? { lines, bytes } : null;
  } catch {
    return null;
  }
}

const NEWLINE = 10;

/** By and by: thousands of lines as one text would be in memory twice. */
async function compress(lines: readonly unknown[]): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  await pipeline(Readable.from(chunksOf(lines)), createGzip(), async (compressed: AsyncIterable<Buffer>) => {
    for await (const part of compressed) parts.push(part);
  });
  return Buffer.concat(parts);
}

function* chunksOf(lines: readonly unknown[]): Generator<string> {
  let chunk = '';
  for (const line of lines) {
    chunk += `${JSON.stringify(line)}\n`;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

function parseJson(location: string, key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(location, key, error);
  }
}

/** @throws UnreadableObjectError for a document without a version, or of a newer one than is known */
export function checkVersion(location: string, key: string, value: unknown, known: number): void {
  const parsed = v.safeParse(versioned, value);
  if (!parsed.success) throw damaged(location, key);
  if (parsed.output.schemaVersion <= known) return;
  throw new UnreadableObjectError(
    `${key} in ${location} was written by a newer version (schema ${parsed.output.schemaVersion}, known is ${known})`,
    'Update the auditor, or use another store.',
  );
}

/** Enough of a look that nobody trips over a part that is missing. @param like a document: a whole one has its parts */
function hasParts(value: unknown, like: unknown): boolean {
  if (Array.isArray(like)) return Array.isArray(value) && value.every((each) => hasParts(each, like[0]));
  if (typeof like !== 'object' || like === null) return value !== undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const found = value as Readonly<Record<string, unknown>>;
  return Object.entries(like).every(([part, known]) => hasParts(found[part], known));
}

function damaged(location: string, key: string, cause?: unknown): UnreadableObjectError {
  return new UnreadableObjectError(
    `${key} in ${location} is damaged`,
    'Move the file away; the next audit begins anew without it.',
    cause,
  );
}
