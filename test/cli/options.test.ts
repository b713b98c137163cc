import { describe, expect, test } from '@jest/globals';
import { collectNat } from '../../lib/cli/connection-options.ts';
import { parseDuration } from '../../lib/cli/duration.ts';
import { widthOf } from '../../lib/cli/io.ts';

describe('a time', () => {
  test.each([
    ['60s', 60_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['500ms', 500],
    ['2d', 172_800_000],
    ['1.5h', 5_400_000],
    ['30', 30_000],
    [' 10s ', 10_000],
  ])('%s is %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

  test.each(['', 's', '-5s', '0', '0s', '5 minutes', '1h30m', '1e3', 'NaN', '٣s'])('%s is none', (text) => {
    expect(() => parseDuration(text)).toThrow('Write a time above 0 as 60s, 5m or 1h.');
  });

  test('longer than a timer can wait is refused', () => {
    expect(parseDuration('24d')).toBe(24 * 86_400_000);
    expect(() => parseDuration('25d')).toThrow('at most 24d');
  });
});

describe('an address map', () => {
  test('grows with each --nat', () => {
    const first = collectNat('10.0.0.1:6379=127.0.0.1:7001');
    expect(collectNat('[fd00::1]:6379=127.0.0.1:7002', first)).toEqual({
      '10.0.0.1:6379': '127.0.0.1:7001',
      '[fd00::1]:6379': '127.0.0.1:7002',
    });
  });

  test.each(['', 'a', 'a:1', 'a:1=', 'a:1=b', 'a:1=b:2=c:3'])('%s is none', (text) => {
    expect(() => collectNat(text)).toThrow('Write it as 10.0.0.1:6379=127.0.0.1:7001.');
  });
});

test.each([
  [undefined, 100],
  [40, 60],
  [80, 80],
  [250, 100],
])('a terminal of %p columns is written %d wide', (columns, width) => expect(widthOf({ columns })).toBe(width));
