import { SLOT_COUNT } from './slots.ts';

/** Finds the hash slot of a key that comes in pieces of any size. One of them serves many keys, one after the other. */
export interface SlotHasher {
  /** Forgets the key before. */
  begin(this: void): void;
  /** Adds the bytes from `from` to, not including, `to`. */
  add(this: void, bytes: Uint8Array, from: number, to: number): void;
  /** The slot of what was added since `begin`. */
  slot(): number;
}

const braces = { open: 0x7b, close: 0x7d };

/** How far a key is in regard of its hash tag: what stands between the first `{` and the first `}` after it. */
const before = 0;
const inside = 1;
const after = 2;

/**
 * The slot is the CRC16 of the hash tag or, where there is none or it is empty, of the whole key, modulo 16384
 * (Redis Cluster specification). Both are kept up until it is known which one counts, so that no key has to be held.
 */
export function slotHasher(): SlotHasher {
  let whole = 0;
  let tag = 0;
  let tagLength = 0;
  let place = before;

  function addToTag(byte: number): void {
    if (place === before) {
      place = inside;
    } else if (place === inside && byte === braces.close) {
      place = after;
    } else if (place === inside) {
      tag = crc16(tag, byte);
      tagLength++;
    }
  }

  return {
    begin() {
      whole = 0;
      tag = 0;
      tagLength = 0;
      place = before;
    },
    add(bytes, from, to) {
      let value = whole;
      for (let at = from; at < to; at++) {
        const byte = bytes[at] as number;
        value = crc16(value, byte);
        if (place !== before || byte === braces.open) addToTag(byte);
      }
      whole = value;
    },
    slot: () => (place === after && tagLength > 0 ? tag : whole) % SLOT_COUNT,
  };
}

/** The slot of a whole key. */
export function keySlot(key: Uint8Array): number {
  const hasher = slotHasher();
  hasher.add(key, 0, key.length);
  return hasher.slot();
}

/** One step of the CRC16 of the specification (XMODEM): polynomial 0x1021, highest bit first, beginning with 0. */
function crc16(value: number, byte: number): number {
  return ((value << 8) & 0xffff) ^ (table[((value >>> 8) ^ byte) & 255] as number);
}

const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 8;
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ ((value & 0x8000) === 0 ? 0 : 0x1021);
  return value & 0xffff;
});
