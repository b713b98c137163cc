/** A CRC64 that grows with every chunk of bytes. */
export interface Crc64 {
  update(bytes: Uint8Array): void;
  /** 16 hex digits of what was added so far, the highest first. */
  digest(): string;
}

/**
 * The polynomial of D. T. Jones, 0xad93d23594c935a9, mirrored because bits enter lowest first, as two halves. RDB files
 * and DUMP payloads begin with 0 and end without an inversion, so that "123456789" gives e9c6d914c4b8d9ca
 * (crc64.c of the servers).
 */
const polynomial = { high: 0x95ac9329, low: 0xac4bc9b5 };

/** Bytes taken in one step; each has a table of its own, and all of them together fit the first cache. */
const stride = 8;

/**
 * JavaScript has no fast 64-bit integer: BigInt allocates at every step. The value is held in two halves, and there
 * are two tables for each of the eight bytes of a step (slicing by 8). The halves lie in an array of integers because
 * the compiler would make a number of any kind of two variables.
 */
export function crc64(): Crc64 {
  const halves = new Int32Array(2);
  return {
    update(bytes) {
      const whole = bytes.byteLength - (bytes.byteLength % stride);
      addSteps(halves, new DataView(bytes.buffer, bytes.byteOffset, whole));
      addBytes(halves, bytes.subarray(whole));
    },
    digest: () => hex(halves[1] as number) + hex(halves[0] as number),
  };
}

function addSteps(halves: Int32Array, bytes: DataView): void {
  const end = bytes.byteLength;
  let low = halves[0] as number;
  let high = halves[1] as number;
  for (let at = 0; at < end; at += stride) {
    const a = low ^ bytes.getInt32(at, true);
    const b = high ^ bytes.getInt32(at + 4, true);
    low = folded(lows, a, b);
    high = folded(highs, a, b);
  }
  halves[0] = low;
  halves[1] = high;
}

function addBytes(halves: Int32Array, bytes: Uint8Array): void {
  for (const byte of bytes) {
    const [low, high] = [halves[0] as number, halves[1] as number];
    const index = (low ^ byte) & 255;
    halves[0] = ((low >>> 8) | (high << 24)) ^ (lows[index] as number);
    halves[1] = (high >>> 8) ^ (highs[index] as number);
  }
}

const { lows, highs } = makeTables();

/** One half of the value after eight more bytes: each of them has its table. Every index lies within it. */
function folded(table: Int32Array, a: number, b: number): number {
  return (
    (table[1792 + (a & 255)] as number) ^
    (table[1536 + ((a >>> 8) & 255)] as number) ^
    (table[1280 + ((a >>> 16) & 255)] as number) ^
    (table[1024 + (a >>> 24)] as number) ^
    (table[768 + (b & 255)] as number) ^
    (table[512 + ((b >>> 8) & 255)] as number) ^
    (table[256 + ((b >>> 16) & 255)] as number) ^
    (table[b >>> 24] as number)
  );
}

/** Table n tells what a byte does to the value when n more bytes follow it. */
function makeTables(): { readonly lows: Int32Array; readonly highs: Int32Array } {
  const made = { lows: new Int32Array(stride * 256), highs: new Int32Array(stride * 256) };
  for (let byte = 0; byte < 256; byte++) {
    let [high, low] = [0, byte];
    for (let bit = 0; bit < 8; bit++) [high, low] = shifted(high, low);
    made.lows[byte] = low;
    made.highs[byte] = high;
  }
  for (let index = 256; index < stride * 256; index++) {
    const [high, low] = [made.highs[index - 256] as number, made.lows[index - 256] as number];
    made.lows[index] = ((low >>> 8) | (high << 24)) ^ (made.lows[low & 255] as number);
    made.highs[index] = (high >>> 8) ^ (made.highs[low & 255] as number);
  }
  return made;
}

function shifted(high: number, low: number): [high: number, low: number] {
  const [nextHigh, nextLow] = [high >>> 1, (low >>> 1) | (high << 31)];
  return (low & 1) === 0 ? [nextHigh, nextLow] : [nextHigh ^ polynomial.high, nextLow ^ polynomial.low];
}

function hex(half: number): string {
  return (half >>> 0).toString(16).padStart(8, '0');
}
