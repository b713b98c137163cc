import { expect, test } from '@jest/globals';
import { readReplies } from '../../bench/contestants/resp-reader.ts';
import { interleave, median } from '../../bench/measure.ts';

const replies = '+OK\r\n:-7\r\n$5\r\nhello\r\n$-1\r\n*2\r\n$0\r\n\r\n*1\r\n:1\r\n*0\r\n*-1\r\n-ERR no\r\n';
const values = ['OK', -7, 'hello', null, ['', [1]], [], null, new Error('ERR no')];

test('the reader of the raw sockets reads every kind of reply', () => {
  expect(readReplies(Buffer.from(replies), values.length)).toEqual(values);
});

test('and waits for the last byte', () => {
  for (let length = 0; length < replies.length; length++)
    expect(readReplies(Buffer.from(replies.slice(0, length)), values.length)).toBeNull();
});

test('the contestants take turns, and nobody always comes first', async () => {
  const order: string[] = [];
  const contestant = (name: string) => ({ name, run: async () => void order.push(name) });
  const timings = await interleave([contestant('a'), contestant('b')], { warmUp: 1, counted: 2 });
  expect(order).toEqual(['a', 'b', 'b', 'a', 'a', 'b']);
  expect(timings.map(({ name }) => name)).toEqual(['a', 'b']);
});

test('the median is a value that was measured', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(3);
});
