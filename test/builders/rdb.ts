import { crc64 } from '../../lib/backup/rdb/crc64.ts';

/** Bytes of one piece of RDB data, made by hand for what no server at hand writes. */
export type Piece = readonly number[];

export function ascii(text: string): Piece {
  return [...Buffer.from(text, 'latin1')];
}

/** A length-encoded number, in the shortest form. */
export function number(value: number): Piece {
  if (value < 64) return [value];
  if (value < 16_384) return [0x40 | (value >>> 8), value & 255];
  return [0x80, ...bigEndian(BigInt(value), 4)];
}

export function number64(value: bigint): Piece {
  return [0x81, ...bigEndian(value, 8)];
}

export function string(text: string): Piece {
  return [...number(text.length), ...ascii(text)];
}

/** So many bytes of which only the count matters. */
export function bytes(count: number): Piece {
  return Array.from({ length: count }, (_, index) => (index * 37) & 255);
}

/** A key of that type with what follows the key. */
export function key(type: number, name: string, ...value: readonly Piece[]): Piece {
  return [type, ...string(name), ...value.flat()];
}

/** A whole file with its checksum; `checksum: 'off'` writes zeros, as `rdbchecksum no` does. */
export function rdb(header: string, records: readonly Piece[], checksum: 'on' | 'off' = 'on'): Uint8Array {
  const data = [...ascii(header), ...records.flat(), 255];
  const crc = crc64();
  crc.update(Uint8Array.from(data));
  const footer = checksum === 'off' ? bytes(8).map(() => 0) : [...Buffer.from(crc.digest(), 'hex')].reverse();
  return Uint8Array.from([...data, ...footer]);
}

function bigEndian(value: bigint, count: number): Piece {
  return Array.from({ length: count }, (_, index) => Number((value >> BigInt(8 * (count - 1 - index))) & 255n));
}
