import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keySlot, slotHasher } from '../../lib/core/key-slot.ts';

const slot = (key: string): number => keySlot(Buffer.from(key));

describe('the slot of a key', () => {
  test.each<[string, string, number]>([
    ['the check value of the specification', '123456789', 0x31c3],
    ['as CLUSTER KEYSLOT says', 'foo', 12_182],
    ['empty', '', 0],
  ])('%s', (_, key, expected) => {
    expect(slot(key)).toBe(expected);
  });

  test.each<[string, string, string]>([
    ['what stands between braces', '{user1}:name', 'user1'],
    ['the first braces only', '{a}{b}', 'a'],
    ['up to the first closing one', '{{a}}', '{a'],
    ['braces further behind', 'x{a}y', 'a'],
  ])('comes from %s', (_, key, tag) => {
    expect(slot(key)).toBe(slot(tag));
  });

  test.each([
    ['{}', 15_257],
    ['{}a', 10_875],
    ['{a', 10_276],
    ['a}', 5921],
    ['}{', 12_793],
    ['{}{a}', 13_650],
  ])('of %s comes from the whole key, as CLUSTER KEYSLOT says', (key, expected) => {
    expect(slot(key)).toBe(expected);
  });

  test('is the same however the key is cut, and whatever came before it', () => {
    const part = fc.oneof(fc.uint8Array({ maxLength: 5 }), fc.constantFrom(Buffer.from('{'), Buffer.from('}')));
    const hasher = slotHasher();
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        hasher.begin();
        for (const bytes of parts) hasher.add(bytes, 0, bytes.length);
        expect(hasher.slot()).toBe(keySlot(Buffer.concat(parts)));
      }),
    );
  });
});
