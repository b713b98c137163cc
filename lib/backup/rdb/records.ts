import type { RdbFormat } from './summary.ts';

/**
 * One thing that stands in a record. All of them have the same fields, as a walk meets millions of them and the
 * compiler reads objects of one form fastest.
 */
export interface Part {
  readonly kind: PartKind;
  /** Of `bytes`. */
  readonly count: number;
  /** Of `times`. */
  readonly parts: readonly Part[];
}

/**
 * | kind | is |
 * | --- | --- |
 * | `number`, `database` | a length-encoded number |
 * | `string`, `key`, `name`, `value` | length-encoded bytes: plain, compressed, or an integer in place of its digits |
 * | `bytes` | so many bytes |
 * | `decimal` | a number as text after one byte for its length, where three lengths stand for infinities and NaN |
 * | `times` | a count, and then the parts so many times |
 * | `module` | a type for each value, until the type that says it is over: how modules write |
 *
 * A walk takes notice of a `key`, of a `database`, and of the `name` and `value` of an auxiliary field.
 */
export type PartKind =
  | 'number'
  | 'database'
  | 'string'
  | 'key'
  | 'name'
  | 'value'
  | 'bytes'
  | 'decimal'
  | 'times'
  | 'module';

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

function part(kind: PartKind, count = 0, parts: readonly Part[] = []): Part {
  return { kind, count, parts };
}

const number = part('number');
const string = part('string');
const module = part('module');
const double = part('bytes', 8);
const milliseconds = part('bytes', 8);
/** The id of an entry as the tree of a stream has it: not length-encoded. */
const entryId = part('bytes', 16);
const times = (...parts: readonly Part[]): Part => part('times', 0, parts);

/** Types of values that modules write, with what follows each; 0 ends them. */
export const moduleParts: ReadonlyMap<number, Part> = new Map([
  [1, number],
  [2, number],
  [3, part('bytes', 4)],
  [4, double],
  [5, string],
]);

function value(...parts: readonly Part[]): RecordShape {
  return { means: 'key', parts: [part('key'), ...parts] };
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
    number,
    number,
    number,
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
  [3, value(times(string, part('decimal')))],
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
  [249, note('other', part('bytes', 1))],
  [250, note('auxiliary', part('name'), part('value'))],
  [251, note('other', number, number)],
  [252, note('expiry', milliseconds)],
  [253, note('expiry', part('bytes', 4))],
  [254, note('database', part('database'))],
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
  [243, note('other', times(part('bytes', 4), module))],
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
