import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { beside, indent, labelled, table, wrap } from '../../lib/report/layout.ts';
import { neutralise, neutralLine, neutralText } from '../../lib/report/neutral.ts';
import { count, duration, list, milliseconds, time } from '../../lib/report/words.ts';

describe('wrap', () => {
  test('breaks between words, never inside one', () => {
    expect(wrap('one two  three\nfour', 9)).toEqual(['one two', 'three', 'four']);
    expect(wrap('a-very-long-word b', 5)).toEqual(['a-very-long-word', 'b']);
    expect(wrap('  ', 5)).toEqual([]);
  });

  test('loses no word and exceeds the width only for a word that does', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^\S{1,12}$/)), fc.integer({ min: 4, max: 40 }), (words, width) => {
        const lines = wrap(words.join(' '), width);
        expect(lines.join(' ')).toBe(words.join(' '));
        for (const line of lines) expect(line.length <= width || !line.includes(' ')).toBe(true);
      }),
    );
  });
});

test('columns line up', () => {
  expect(
    table(
      [
        ['node', 'ms'],
        ['a', '10.25'],
        ['longer', '3'],
      ],
      ['left', 'right'],
    ),
  ).toEqual(['node       ms', 'a       10.25', 'longer      3']);
  expect(labelled('why', 'one two', { label: 5, width: 8 })).toEqual(['why  one', '     two']);
  expect(beside('do', ['a', 'b'], 4)).toEqual(['do  a', '    b']);
  expect(indent(['a', '', 'b'], 2)).toEqual(['  a', '', '  b']);
});

describe('words', () => {
  test.each([
    [0.154, '0.15 ms'],
    [40, '40 ms'],
    [152.31, '152 ms'],
    [999.9, '1000 ms'],
    [1234, '1.2 s'],
    [59_900, '59.9 s'],
    [60_000, '1 min'],
    [125_000, '2 min 5 s'],
  ])('%d ms reads %s', (ms, words) => expect(duration(ms)).toBe(words));

  test('counts, lists and times', () => {
    expect([count(1, 'node'), count(2, 'node'), count(2, 'entry', 'entries')]).toEqual([
      '1 node',
      '2 nodes',
      '2 entries',
    ]);
    expect([list([]), list(['a']), list(['a', 'b']), list(['a', 'b', 'c'], 2)]).toEqual([
      '',
      'a',
      'a and b',
      'a, b and 1 more',
    ]);
    expect(time('2026-03-01T03:00:00.123Z')).toBe('2026-03-01 03:00:00 UTC');
    expect(time('soon')).toBe('soon');
    expect(milliseconds(1_234_567)).toBe('1234.57');
  });
});

describe('text that servers and clients made up', () => {
  test('is shown instead of obeyed', () => {
    expect(neutralLine('a\u001b]0;x\u0007\n\u202e\ud800')).toBe('a\\x1b]0;x\\x07\\n\\u202e\ufffd');
    expect(neutralText('a\r\nb\tc\u0008')).toBe('a\nb c\\x08');
  });

  test('is neutral in every corner of a result; only prose keeps its lines', () => {
    expect(neutralise({ a: [{ 'k\n': 'x\ny' }], doctor: 'x\ny', n: 1, none: null })).toEqual({
      a: [{ 'k\\n': 'x\\ny' }],
      doctor: 'x\ny',
      n: 1,
      none: null,
    });
  });
});
