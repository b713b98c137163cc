import { describe, expect, test } from '@jest/globals';
import {
  countCommonSlots,
  countSlots,
  formatSlotRanges,
  mergeSlotRanges,
  type SlotRange,
} from '../../lib/core/slots.ts';

describe('slot ranges', () => {
  test.each<[string, readonly SlotRange[], string]>([
    [
      'sorted',
      [
        [5461, 10922],
        [0, 5460],
      ],
      '0-10922',
    ],
    [
      'joined where they touch',
      [
        [0, 99],
        [100, 199],
      ],
      '0-199',
    ],
    [
      'joined where they overlap or repeat',
      [
        [0, 99],
        [50, 60],
        [0, 99],
      ],
      '0-99',
    ],
    [
      'kept apart by a slot between them',
      [
        [0, 99],
        [101, 101],
      ],
      '0-99, 101',
    ],
    ['none', [], ''],
  ])('are %s', (_, ranges, text) => {
    expect(formatSlotRanges(mergeSlotRanges(ranges))).toBe(text);
  });

  test('count both of their ends', () => {
    expect(
      countSlots([
        [0, 5460],
        [5462, 5462],
      ]),
    ).toBe(5462);
  });

  test.each<[string, readonly SlotRange[], readonly SlotRange[], number]>([
    ['one inside the other', [[0, 5460]], [[100, 199]], 100],
    ['an overlap at the edge', [[0, 99]], [[99, 200]], 1],
    ['neighbours', [[0, 99]], [[100, 199]], 0],
    [
      'several on both sides',
      [
        [0, 9],
        [20, 29],
      ],
      [[5, 24]],
      10,
    ],
    ['nothing', [], [[0, 16383]], 0],
  ])('have slots in common: %s', (_, a, b, count) => {
    expect(countCommonSlots(a, b)).toBe(count);
    expect(countCommonSlots(b, a)).toBe(count);
  });
});
