import * as v from 'valibot';
import { noSilences, type SilenceBook, silenceBookSchema } from '../../../core/silence.ts';
import { stateKey } from '../../../core/storage-keys.ts';
import type { SilenceStore } from '../../../ports.ts';
import type { ObjectStore } from './object-store.ts';

const versioned = v.object({ schemaVersion: v.number() });

/** The silences of each cluster as one small JSON object, replaced as a whole. */
export function silenceStore(objects: ObjectStore): SilenceStore {
  return {
    async loadSilences(clusterId) {
      const key = stateKey(clusterId, 'silences');
      const stored = await objects.read(key);
      if (stored === null) return { book: noSilences, token: null };
      const { token } = stored;
      const read = readBook(Buffer.from(stored.body).toString('utf8'));
      if ('book' in read) return { book: read.book, token };
      return { book: noSilences, token, problem: `${key} in ${objects.location} ${read.problem}` };
    },
    async saveSilences(clusterId, book, token) {
      await objects.replace(stateKey(clusterId, 'silences'), Buffer.from(`${JSON.stringify(book)}\n`), token);
    },
  };
}

function readBook(text: string): { readonly book: SilenceBook } | { readonly problem: string } {
  const data = parsed(text);
  const version = v.safeParse(versioned, data);
  if (version.success && version.output.schemaVersion > noSilences.schemaVersion) {
    return { problem: `was written by a newer version (schema ${version.output.schemaVersion})` };
  }
  const read = v.safeParse(silenceBookSchema, data);
  return read.success ? { book: read.output } : { problem: 'is damaged' };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
