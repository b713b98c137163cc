import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { crc64 } from '../../../lib/backup/rdb/crc64.ts';

/** The definition, bit after bit. */
function bitByBit(bytes: Uint8Array): string {
  let value = 0n;
  for (const byte of bytes) {
    value ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = (value >> 1n) ^ ((value & 1n) === 0n ? 0n : 0x95ac_9329_ac4b_c9b5n);
  }
  return value.toString(16).padStart(16, '0');
}

function inChunks(bytes: Uint8Array, sizes: readonly number[]): string {
  const crc = crc64();
  let at = 0;
  for (const size of [...sizes, bytes.length]) {
    crc.update(bytes.subarray(at, at + size));
    at += size;
  }
  return crc.digest();
}

test('the check value is the published one', () => {
  expect(inChunks(Buffer.from('123456789'), [])).toBe('e9c6d914c4b8d9ca');
});

test('nothing at all is zero', () => {
  expect(crc64().digest()).toBe('0000000000000000');
});

test('it is what the definition says, in chunks of any sizes and wherever they lie in memory', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 8 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 0, max: 7 }), sizes, (bytes, shift, chunks) => {
      const shifted = new Uint8Array(bytes.length + shift);
      shifted.set(bytes, shift);
      expect(inChunks(shifted.subarray(shift), chunks)).toBe(bitByBit(bytes));
    }),
    { numRuns: 500 },
  );
});
