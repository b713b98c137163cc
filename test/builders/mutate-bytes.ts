import fc from 'fast-check';

/** One accident that happens to bytes: what it does, where (as shares of the length), and with which bytes. */
export interface Mutation {
  readonly what: (typeof kinds)[number];
  readonly at: number;
  readonly to: number;
  /** Bytes that are hit. */
  readonly count: number;
  readonly seed: number;
}

const kinds = [
  'a bit is another one',
  'bytes are others',
  'bytes are zero',
  'bytes are missing',
  'bytes are doubled',
  'bytes of another place are there',
  'two places are exchanged',
  'the end is missing',
  'bytes follow the end',
] as const;

/** Anywhere, and often near the beginning or the end, where the frame is. */
const place = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.double({ min: 0.9999, max: 1, noNaN: true }) },
);

export const mutations: fc.Arbitrary<Mutation> = fc.record({
  what: fc.constantFrom(...kinds),
  at: place,
  to: place,
  count: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 70_000 })),
  seed: fc.nat(),
});

/** @returns other bytes; the given ones stay as they are */
export function mutate(bytes: Buffer, { what, at, to, count, seed }: Mutation): Buffer {
  const from = Math.floor(at * (bytes.length - 1));
  const other = Math.floor(to * (bytes.length - 1));
  const hit = bytes.subarray(from, from + count);
  const [before, after] = [bytes.subarray(0, from), bytes.subarray(from + hit.length)];
  const noise = Buffer.from(hit.map((byte, index) => byte ^ (seed >>> (index % 24))));
  const elsewhere = bytes.subarray(other, other + hit.length);
  if (what === 'a bit is another one') noise.set([hit.readUInt8(0) ^ (1 << (seed % 8)), ...hit.subarray(1)]);
  if (what === 'two places are exchanged') return exchanged(bytes, from, other, hit.length);
  const replacements: Readonly<Record<Exclude<Mutation['what'], 'two places are exchanged'>, readonly Buffer[]>> = {
    'a bit is another one': [before, noise, after],
    'bytes are others': [before, noise, after],
    'bytes are zero': [before, Buffer.alloc(hit.length), after],
    'bytes are missing': [before, after],
    'bytes are doubled': [before, hit, hit, after],
    'bytes of another place are there': [before, elsewhere, bytes.subarray(from + elsewhere.length)],
    'the end is missing': [bytes.subarray(0, -Math.min(count, bytes.length))],
    'bytes follow the end': [bytes, noise],
  };
  return Buffer.concat(replacements[what]);
}

function exchanged(bytes: Buffer, one: number, other: number, count: number): Buffer {
  const [first, second] = one < other ? [one, other] : [other, one];
  const length = Math.min(count, second - first, bytes.length - second);
  const changed = Buffer.from(bytes);
  bytes.copy(changed, first, second, second + length);
  bytes.copy(changed, second, first, first + length);
  return changed;
}
