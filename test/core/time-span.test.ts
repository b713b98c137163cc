import { describe, expect, test } from '@jest/globals';
import { readSpan, spanWords } from '../../lib/core/time-span.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('a span of time', () => {
  test.each<[string, number | null]>([
    ['90s', 90_000],
    ['30m', 30 * minute],
    ['1.5h', 90 * minute],
    ['90d', 90 * 24 * hour],
    ['500ms', 500],
    ['2', null],
    ['0h', null],
    ['-2h', null],
    ['2 h', null],
    ['2w', null],
    ['h', null],
    ['', null],
  ])('%s is %s ms', (text, ms) => expect(readSpan(text)).toBe(ms));

  test.each<[number, string]>([
    [1, '1 min'],
    [45 * minute, '45 min'],
    [44.1 * minute, '45 min'],
    [59.5 * minute, '1 h'],
    [90 * minute, '1 h 30 min'],
    [24 * hour, '1 d'],
    [23 * hour + 59.5 * minute, '1 d'],
    [76 * hour, '3 d 4 h'],
    [75.1 * hour, '3 d 4 h'],
  ])('%s ms are %s', (ms, words) => expect(spanWords(ms)).toBe(words));
});
