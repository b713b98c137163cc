import type { RdbFormat } from './summary.ts';

/**
 * What stands where in a record, part after part. No part says what it means but those the walk takes notice of:
 * `key`, `database`, and the name and value of an auxiliary field.
 */
export type Part =
  /** A length-encoded number. */
  | { readonly kind: 'number' | 'database' }
  /** Length-encoded bytes, plain, compressed, or an integer in place of its digits. */
  | { readonly kind: 'string' | 'key' | 'name' | 'value' }
  /** So many bytes. */
  | { readonly kind: 'bytes'; readonly count: number }
  /** A number as text after one byte for its length, where three lengths stand for infinities and NaN. */
  | { readonly kind: 'decimal' }
  /** A count, and then the parts so many times. */
  | { readonly kind: 'times'; readonly parts: readonly Part[] }
  /** A type for each value, until the type that says it is over: how modules write. */
  | { readonly kind: 'module' };

/** One kind of record: everything between its first byte, which tells the kind, and the next record. */
export interface RecordShape {
  /** What the walk notes when it begins: `end` is the last record. */
  readonly means: 'key' | 'expiry' | 'database' | 'auxiliary' | 'function' | 'end' | 'other';
  readonly parts: readonly Part[];
}

/** The kinds of records by their first byte; a byte that is not among them is unknown. */
export type RecordShapes = ReadonlyMap<number, RecordShape>;

/** Types that only versions wrote which were never released, with what they are. No server loads them. */
export const neverReleased: ReadonlyMap<number, string> = new Map([
  [6, 'a module value of a preview of Redis 4.0'],
  [246, 'a function of a preview of Redis 7.0'],
]);

const number: Part = { kind: 'number' };
const string: Part = { kind: 'string' };
const module: Part = { kind: 'module' };
const double: Part = { kind: 'bytes', count: 8 };
const milliseconds: Part = { kind: 'bytes', count: 8 };
/** The id of an entry as the tree of a stream has it: not length-encoded. */
const entryId: Part = { kind: 'bytes', count: 16 };
const times = (...parts: readonly Part[]): Part => ({ kind: 'times', parts });

function value(...parts: readonly Part[]): RecordShape {
  return { means: 'key', parts: [{ kind: 'key' }, ...parts] };
}

function note(means: RecordShape['means'], ...parts: readonly Part[]): RecordShape {
  return { means, parts };
}

/**
 * A stream of layout 1 (Redis 5.0), 2 (7.0: first entry, deleted entries, read counters), 3 (7.2: active time of
 * consumers), 4 (8.6: producers of idempotent messages) or 5 (8.8: messages that were given back).
 */
function stream(layout: 1 | 2 | 3 | 4 | 5): RecordShape {
  const from = (first: number, ...parts: readonly Part[]): readonly Part[] => (layout >= first ? parts : []);
  const consumer = [string, milliseconds, ...from(3, milliseconds), times(entryId)];
  const pending = times(entryId, milliseconds, number);
  const group = [string, number, number, ...from(2, number), pending, times(...consumer), ...from(5, times(entryId))];
  const producers = times(string, times(string, number, number));
  return value(
    times(string, string),
    ...[number, number, number],
    ...from(2, number, number, number, number, number),
    times(...group),
    ...from(4, number, number, producers, number, number),
  );
}

const common: readonly (readonly [number, RecordShape])[] = [
  [0, value(string)],
  // List and set of strings, and pairs of a hash.
  [1, value(times(string))],
  [2, value(times(string))],
  [3, value(times(string, { kind: 'decimal' }))],
  [4, value(times(string, string))],
  [5, value(times(string, double))],
  [7, value(number, module)],
  // Ziplists, zipmaps, integer sets and listpacks are one string each.
  ...[9, 10, 11, 12, 13, 16, 17, 20].map((type): readonly [number, RecordShape] => [type, value(string)]),
  [14, value(times(string))],
  [15, stream(1)],
  [18, value(times(number, string))],
  [19, stream(2)],
  [21, stream(3)],
  [244, note('other', number, number, number)],
  [245, note('function', string)],
  [247, note('other', number, number, number, module)],
  [248, note('other', number)],
  [249, note('other', { kind: 'bytes', count: 1 })],
  [250, note('auxiliary', { kind: 'name' }, { kind: 'value' })],
  [251, note('other', number, number)],
  [252, note('expiry', milliseconds)],
  [253, note('expiry', { kind: 'bytes', count: 4 })],
  [254, note('database', { kind: 'database' })],
  [255, note('end')],
];

/** Hashes with expiring fields: 22 and 23 as previews of 7.4 wrote them, 24 and 25 since; then the younger streams. */
const redisOnly: readonly (readonly [number, RecordShape])[] = [
  [22, value(times(number, string, string))],
  [23, value(string)],
  [24, value(milliseconds, times(number, string, string))],
  [25, value(milliseconds, string)],
  [26, stream(4)],
  [27, stream(5)],
  // What modules keep beside a key: four bytes of the class, then as modules write.
  [243, note('other', times({ kind: 'bytes', count: 4 }, module))],
];

/** The same numbers with another meaning: a hash whose fields carry an expiry each, and the import of slots. */
const valkeyOnly: readonly (readonly [number, RecordShape])[] = [
  [22, value(times(string, string, milliseconds))],
  [243, note('other', string, times(number, number))],
];

const shared: RecordShapes = new Map(common);
const redis: RecordShapes = new Map([...common, ...redisOnly]);
const valkey: RecordShapes = new Map([...common, ...valkeyOnly]);

/** Version of the format up to which both engines write the same: Redis 7.2, Valkey 8. */
const lastShared = 11;
const known = { REDIS: [6, 13], VALKEY: [80, 80] } as const;

/** @returns null for a version that is not known */
export function recordShapes({ magic, version }: RdbFormat): RecordShapes | null {
  const [first, last] = known[magic];
  if (version < first || version > last) return null;
  if (magic === 'VALKEY') return valkey;
  return version <= lastShared ? shared : redis;
}
