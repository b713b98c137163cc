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
 * are two tables for each of the eight bytes of a step (slicing by 8).
 */
export function crc64(): Crc64 {
  let high = 0;
  let low = 0;
  return {
    update(bytes) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const whole = bytes.byteLength - (bytes.byteLength % stride);
      for (let at = 0; at < whole; at += stride) {
        const a = low ^ view.getInt32(at, true);
        const b = high ^ view.getInt32(at + 4, true);
        low = foldedLow(a, b);
        high = foldedHigh(a, b);
      }
      for (let at = whole; at < bytes.byteLength; at++) {
        const index = (low ^ view.getUint8(at)) & 255;
        low = ((low >>> 8) | (high << 24)) ^ look(lows, index);
        high = (high >>> 8) ^ look(highs, index);
      }
    },
    digest: () => hex(high) + hex(low),
  };
}

const tables = makeTables();
const lows = tables.lows;
const highs = tables.highs;

function foldedLow(a: number, b: number): number {
  return (
    look(lows, 1792 + (a & 255)) ^
    look(lows, 1536 + ((a >>> 8) & 255)) ^
    look(lows, 1280 + ((a >>> 16) & 255)) ^
    look(lows, 1024 + (a >>> 24)) ^
    look(lows, 768 + (b & 255)) ^
    look(lows, 512 + ((b >>> 8) & 255)) ^
    look(lows, 256 + ((b >>> 16) & 255)) ^
    look(lows, b >>> 24)
  );
}

function foldedHigh(a: number, b: number): number {
  return (
    look(highs, 1792 + (a & 255)) ^
    look(highs, 1536 + ((a >>> 8) & 255)) ^
    look(highs, 1280 + ((a >>> 16) & 255)) ^
    look(highs, 1024 + (a >>> 24)) ^
    look(highs, 768 + (b & 255)) ^
    look(highs, 512 + ((b >>> 8) & 255)) ^
    look(highs, 256 + ((b >>> 16) & 255)) ^
    look(highs, b >>> 24)
  );
}

/** Every index is a byte within its table, so something is always there. */
function look(table: Int32Array, index: number): number {
  return table[index] as number;
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
    const [high, low] = [look(made.highs, index - 256), look(made.lows, index - 256)];
    made.lows[index] = ((low >>> 8) | (high << 24)) ^ look(made.lows, low & 255);
    made.highs[index] = (high >>> 8) ^ look(made.highs, low & 255);
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
