import { type DayIndex, offsets, parseDayIndex } from '../../../core/joined-day.ts';
import {
  dayKey,
  dayOfIndex,
  dayPrefix,
  indexKey,
  indexPrefix,
  type JoinedKind,
  placeOfSmall,
  type StoredDay,
} from '../../../core/storage-keys.ts';
import type { ObjectStore } from './object-store.ts';

/** Days that are remembered: whoever reads goes from one to the next. */
const MOST_REMEMBERED = 16;

/** Runs whose small objects were joined, under the keys of the small ones. */
export interface JoinedDays {
  /** Joined days of a kind, in the order of their keys. @param from ISO 8601: earlier days are left out */
  days(kind: JoinedKind, clusterId: string | undefined, from: string): Promise<readonly StoredDay[]>;
  /** Keys that the small objects of a joined day had, in their order. */
  keys(stored: StoredDay): Promise<readonly string[]>;
  /** The bytes of a small object, by itself or in a joined one; null where there is none. */
  read(key: string): Promise<Uint8Array | null>;
}

export function joinedDays(objects: ObjectStore): JoinedDays {
  const known = new Map<string, Promise<DayIndex | null>>();
  const indexOf = (stored: StoredDay): Promise<DayIndex | null> => {
    const key = indexKey(stored);
    const found = known.get(key) ?? readIndex(key, objects);
    known.set(key, found);
    found.catch(() => known.delete(key));
    const [oldest] = known.keys();
    if (known.size > MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
    return found;
  };
  return {
    async days(kind, clusterId, from) {
      const found: StoredDay[] = [];
      const prefix = indexPrefix(kind, clusterId);
      for (let after = clusterId === undefined ? '' : `${prefix}dt=${from.slice(0, 10)}`; ; ) {
        const keys = await objects.list(prefix, after);
        found.push(...keys.flatMap((key) => dayOfIndex(key) ?? []).filter(({ day }) => day >= from.slice(0, 10)));
        const last = keys.at(-1);
        if (last === undefined) return found;
        after = last;
      }
    },
    async keys(stored) {
      const index = await indexOf(stored);
      return (index?.members ?? []).map(({ name }) => `${dayPrefix(stored)}${name}`);
    },
    async read(key) {
      const place = placeOfSmall(key);
      const isKnown = place !== undefined && known.has(indexKey(place.stored));
      // Where the index is there already, it saves the question for an object that is gone.
      const part = isKnown ? await partOf(key) : null;
      return part ?? (await objects.read(key))?.body ?? (await partOf(key));
    },
  };

  async function partOf(key: string): Promise<Uint8Array | null> {
    const place = placeOfSmall(key);
    const index = place === undefined ? null : await indexOf(place.stored);
    const part = place === undefined || index === null ? undefined : offsets(index).get(place.name);
    return place === undefined || part === undefined
      ? null
      : objects.readPart(dayKey(place.stored), part.offset, part.bytes);
  }
}

/** @returns null where there is none that can be used: then the small objects are all there is */
async function readIndex(key: string, objects: ObjectStore): Promise<DayIndex | null> {
  const stored = await objects.read(key);
  return stored === null ? null : parseDayIndex(Buffer.from(stored.body).toString('utf8'));
}

/** What of a kind is wanted. */
export interface SmallQuery {
  readonly kind: JoinedKind;
  readonly prefix: string;
  readonly clusterId?: string;
  readonly from: string;
  /** Stands before the first key that is wanted, and before the first that is not. */
  readonly after: string;
  readonly end?: string;
}

/** Keys of single runs, joined or not, each once and in their order. Of a joined day some may lie before `after` and behind `end`. */
export async function* smallKeys(query: SmallQuery, objects: ObjectStore, joined: JoinedDays): AsyncGenerator<string> {
  const days = [...(await joined.days(query.kind, query.clusterId, query.from))];
  let beside: string[] = [];
  const nextDay = async (): Promise<readonly string[]> => {
    const day = days.shift();
    const keys = day === undefined ? [] : await joined.keys(day);
    const all = [...new Set([...keys, ...beside])].sort();
    beside = [];
    return all;
  };
  for await (const key of listed(query, objects)) {
    const prefix = key.slice(0, key.lastIndexOf('/') + 1);
    for (let [day] = days; day !== undefined && dayPrefix(day) < prefix; [day] = days) yield* await nextDay();
    const [day] = days;
    if (day !== undefined && dayPrefix(day) === prefix) beside.push(key);
    else yield key;
  }
  while (days.length > 0) yield* await nextDay();
}

async function* listed({ prefix, after, end }: SmallQuery, objects: ObjectStore): AsyncGenerator<string> {
  for (let behind = after; ; ) {
    const keys = await objects.list(prefix, behind);
    for (const key of keys) {
      if (end !== undefined && key >= end) return;
      if (placeOfSmall(key) !== undefined) yield key;
    }
    const last = keys.at(-1);
    if (last === undefined) return;
    behind = last;
  }
}
