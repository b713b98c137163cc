import { describe, expect, test } from '@jest/globals';
import { parseClientBuffers } from '../../../lib/core/parse/clients.ts';
import { parseCommandlog } from '../../../lib/core/parse/commandlog.ts';
import { parseHistogram } from '../../../lib/core/parse/histogram.ts';
import { parseSlotStats } from '../../../lib/core/parse/slot-stats.ts';

const unparsable = { state: 'failed', reason: 'unparsable' };

describe('LATENCY HISTOGRAM', () => {
  const of = (calls: number): readonly unknown[] => ['calls', calls, 'histogram_usec', [33, calls - 1, 66, calls]];

  test('is read for commands that are called often', () => {
    const reply = ['get', of(5000), 'config|get', of(100), 'flushall', of(99)];
    const value = {
      get: [
        [33, 4999],
        [66, 5000],
      ],
      'config|get': [
        [33, 99],
        [66, 100],
      ],
    };
    expect(parseHistogram(reply)).toEqual({ state: 'ok', value });
    expect(parseHistogram([])).toEqual({ state: 'ok', value: {} });
  });

  test('leaves out what no command is called', () => {
    expect(parseHistogram(['my secret', of(5000)])).toEqual({ state: 'ok', value: {} });
  });

  test.each([
    ['a text', 'get'],
    ['a command without figures', ['get']],
    ['other figures', ['get', ['calls', 1, 'histogram_nsec', []]]],
    ['an odd number of figures', ['get', ['calls', 1, 'histogram_usec', [33]]]],
  ])('refuses %s', (_, reply) => {
    expect(parseHistogram(reply)).toMatchObject(unparsable);
  });
});

describe('COMMANDLOG GET', () => {
  const entry = (id: number, ...words: readonly string[]) => [
    id,
    1_795_857_198,
    1_200_034,
    words.map((word) => Buffer.from(word)),
    Buffer.from('10.0.0.9:50002'),
    Buffer.from('worker'),
  ];

  test('is read as shapes', () => {
    const [newest, older] = [entry(7, 'SET', 'page:alice', 'hunter2'), entry(6, 'GET', 'page:bob')];
    expect(parseCommandlog([newest, older])).toEqual({
      state: 'ok',
      value: {
        newestId: 7,
        entries: [
          { id: 7, bytes: 1_200_034, shape: 'SET page:* …', client: '10.0.0.9:50002' },
          { id: 6, bytes: 1_200_034, shape: 'GET page:*', client: '10.0.0.9:50002' },
        ],
      },
    });
    expect(parseCommandlog([])).toEqual({ state: 'ok', value: { newestId: null, entries: [] } });
  });

  test.each([
    ['a text', 'SET'],
    ['an entry with text', [[7, 1, 1, ['SET'], 'a']]],
  ])('refuses %s', (_, reply) => {
    expect(parseCommandlog(reply)).toMatchObject(unparsable);
  });
});

describe('CLUSTER SLOT-STATS', () => {
  const keyspace = '# Keyspace\r\ndb0:keys=12,expires=0,avg_ttl=0\r\n';
  const slot = (number: number, keys: number, usec?: number) => [
    number,
    ['key-count', keys, ...(usec === undefined ? [] : ['cpu-usec', usec, 'network-bytes-in', 5])],
  ];

  test('is summed up beside the keys of the database', () => {
    const value = { keys: 12, keysInOwnSlots: 10, slots: 2, cpu: null };
    expect(parseSlotStats([slot(0, 4), slot(1, 6)], keyspace)).toEqual({ state: 'ok', value });
  });

  test('keeps the slots that took most time', () => {
    const many = Array.from({ length: 150 }, (_, number) => slot(number, 0, number));
    const stats = parseSlotStats(many, keyspace);
    const cpu = stats.state === 'ok' ? stats.value.cpu : null;
    expect({ length: cpu?.length, first: cpu?.[0], last: cpu?.at(-1) }).toEqual({
      length: 100,
      first: { slot: 149, usec: 149 },
      last: { slot: 50, usec: 50 },
    });
    expect(parseSlotStats([slot(0, 0, 0)], keyspace)).toMatchObject({ value: { cpu: [] } });
  });

  test('of a primary without slots says that it has none', () => {
    expect(parseSlotStats([], '# Keyspace\r\n')).toMatchObject({ value: { keys: 0, keysInOwnSlots: 0, slots: 0 } });
  });

  test.each([
    ['a text', 'key-count'],
    ['slots without keys', [[0, ['cpu-usec', 1]]]],
  ])('refuses %s', (_, reply) => {
    expect(parseSlotStats(reply, keyspace)).toMatchObject(unparsable);
  });
});

describe('CLIENT LIST TYPE normal', () => {
  const line = (omem: number) => `id=9 addr=10.0.0.9:${omem % 65_536} name=secret flags=N omem=${omem} user=alice\n`;

  test('keeps those for whom most waits, and nothing else of them', () => {
    expect(parseClientBuffers(line(0) + line(70_000) + line(900_000), 'pubsub')).toEqual({
      state: 'ok',
      value: [
        { from: `10.0.0.9:${900_000 % 65_536}`, kind: 'pubsub', outputBytes: 900_000 },
        { from: `10.0.0.9:${70_000 % 65_536}`, kind: 'pubsub', outputBytes: 70_000 },
      ],
    });
  });

  test('keeps ten at most, and none where nothing waits', () => {
    const many = Array.from({ length: 30 }, (_, index) => line(100_000 + index)).join('');
    const read = parseClientBuffers(many, 'normal');
    expect(read.state === 'ok' && read.value.map(({ outputBytes }) => outputBytes)).toHaveLength(10);
    expect(parseClientBuffers(line(0), 'normal')).toEqual({ state: 'ok', value: [] });
    expect(parseClientBuffers([], 'normal')).toMatchObject(unparsable);
  });
});
