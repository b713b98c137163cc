import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import * as v from 'valibot';
import { StoreError } from '../../../core/errors.ts';
import type { ObjectStore } from './object-store.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

const versioned = v.looseObject({ schemaVersion: v.number() });

/** JSON on top of bytes. */
export interface JsonObjects {
  /** Creates a gzip object of one JSON document a line. @returns false when the key is taken */
  createLines(key: string, lines: readonly unknown[]): Promise<boolean>;
  loadLines(key: string): Promise<readonly unknown[] | null>;
  /** A plain JSON document and what it must be replaced by; `otherwise` where there is none. */
  load<T extends { readonly schemaVersion: number }>(
    key: string,
    otherwise: T,
  ): Promise<{ value: T; token: string | null }>;
  save(key: string, value: { readonly schemaVersion: number }, token: string | null): Promise<void>;
}

export function jsonObjects(objects: ObjectStore): JsonObjects {
  return {
    async createLines(key, lines) {
      return objects.create(key, await compress(lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
    },
    async loadLines(key) {
      const stored = await objects.read(key);
      if (stored === null) return null;
      const text = await decompress(stored.body).catch((error: unknown) => {
        throw damaged(objects, key, error);
      });
      return text
        .toString('utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => parseJson(objects, key, line));
    },
    async load(key, otherwise) {
      const stored = await objects.read(key);
      if (stored === null) return { value: otherwise, token: null };
      const value = checkVersion(
        objects,
        key,
        parseJson(objects, key, Buffer.from(stored.body).toString('utf8')),
        otherwise,
      );
      return { value: value as typeof otherwise, token: stored.token };
    },
    async save(key, value, token) {
      await objects.replace(key, Buffer.from(`${JSON.stringify(value)}\n`), token);
    },
  };
}

function parseJson(objects: ObjectStore, key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(objects, key, error);
  }
}

/** @param like a document of the known version: a value of it has the same parts */
function checkVersion(
  objects: ObjectStore,
  key: string,
  value: unknown,
  like: { readonly schemaVersion: number },
): unknown {
  const parsed = v.safeParse(versioned, value);
  if (!parsed.success) throw damaged(objects, key);
  const known = like.schemaVersion;
  if (parsed.output.schemaVersion > known) {
    throw new StoreError(
      `${key} in ${objects.location} was written by a newer version (schema ${parsed.output.schemaVersion}, known is ${known})`,
      'Update the auditor, or use another store.',
    );
  }
  if (parsed.output.schemaVersion === known && !hasParts(parsed.output, like)) throw damaged(objects, key);
  return value;
}

/** Enough of a look that nobody trips over a part that is missing. */
function hasParts(value: Readonly<Record<string, unknown>>, like: object): boolean {
  return Object.entries(like).every(([part, known]) => {
    const found = value[part];
    const isWhole = typeof known === 'object' && known !== null;
    return isWhole ? typeof found === 'object' && found !== null : found !== undefined;
  });
}

function damaged(objects: ObjectStore, key: string, cause?: unknown): StoreError {
  return new StoreError(
    `${key} in ${objects.location} is damaged`,
    'Move the file away; the next audit begins anew without it.',
    cause,
  );
}
