import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RdbProblemReason } from '../../../lib/backup/rdb/problem.ts';
import type { RdbVerdict, RdbWalk, RdbWalkOptions } from '../../../lib/backup/rdb/summary.ts';
import { rdbWalker } from '../../../lib/backup/rdb/walk-rdb.ts';
import { ascii, bytes, key, number, number64, type Piece, rdb, string } from '../../builders/rdb.ts';

function walk(data: Uint8Array, options: RdbWalkOptions = {}, size = 1 << 20): RdbWalk {
  const walker = rdbWalker(options);
  for (let at = 0; at < data.length; at += size) walker.update(data.subarray(at, at + size));
  return walker.finish();
}

const id = bytes(16);
const time = bytes(8);
const numbers = (count: number): Piece => Array.from({ length: count }, (_, index) => index);
const groupHead = [...string('readers'), ...number(5), ...number(0), ...number(7)];
const pending = [...number(2), ...id, ...time, ...number(1), ...id, ...time, ...number(3)];
const consumers = [...number(1), ...string('one'), ...time, ...time, ...number(2), ...id, ...id];
const listpacks = [...number(1), ...string('sixteen bytes id'), ...string('listpack')];
const producers = [...number(1), ...string('producer'), ...number(1), ...string('id'), ...number(1), ...number64(9n)];

/** What no server at hand writes, or hardly any: old encodings, previews, other versions, modules that are not here. */
const layouts: readonly (readonly [what: string, header: string, record: Piece])[] = [
  ['a list as of old', 'REDIS0006', key(1, 'k', number(2), string('a'), [0xc0, 5])],
  [
    'scores as text',
    'REDIS0006',
    key(3, 'k', number(3), string('a'), [3], ascii('1.5'), string('b'), [254], string('c'), [255]),
  ],
  ['a zipmap', 'REDIS0006', key(9, 'k', string('zipmap'))],
  ['a ziplist', 'REDIS0006', key(10, 'k', string('ziplist'))],
  ['an expiry in seconds', 'REDIS0006', [253, ...bytes(4), ...key(0, 'k', string('v'))]],
  [
    'a module',
    'REDIS0009',
    key(
      7,
      'k',
      number64(2n ** 63n),
      [2],
      number(1),
      [1],
      number(7),
      [3],
      bytes(4),
      [4],
      bytes(8),
      [5],
      string('text'),
      [0],
    ),
  ],
  [
    'notes of a module',
    'REDIS0009',
    [247, ...number64(1n), ...number(2), ...number(1), 5, ...string('x'), 0, ...key(0, 'k', string('v'))],
  ],
  [
    'a hash of a preview of 7.4',
    'REDIS0012',
    key(22, 'k', number(1), number64(1_700_000_000_000n), string('f'), string('v')),
  ],
  ['a packed hash of a preview of 7.4', 'REDIS0012', key(23, 'k', string('listpack'))],
  [
    'a stream of Redis 6.2',
    'REDIS0009',
    key(15, 'k', listpacks, numbers(3), number(1), [...string('readers'), ...number(5), ...number(0)], pending, [
      ...number(1),
      ...string('one'),
      ...time,
      ...number(2),
      ...id,
      ...id,
    ]),
  ],
  ['a set of Redis 7.2 as a listpack', 'REDIS0011', key(20, 'k', string('listpack'))],
  ['a stream of Redis 7.2', 'REDIS0011', key(21, 'k', listpacks, numbers(8), number(1), groupHead, pending, consumers)],
  [
    'a stream with producers',
    'REDIS0013',
    key(26, 'k', listpacks, numbers(8), number(1), groupHead, pending, consumers, numbers(2), producers, numbers(2)),
  ],
  [
    'a stream with messages given back',
    'REDIS0013',
    key(
      27,
      'k',
      listpacks,
      numbers(8),
      number(1),
      groupHead,
      pending,
      consumers,
      number(1),
      id,
      numbers(2),
      producers,
      numbers(2),
    ),
  ],
  [
    'what modules keep beside a key',
    'REDIS0013',
    [
      243,
      ...number(2),
      ...bytes(4),
      2,
      ...number(1),
      0,
      ...bytes(4),
      5,
      ...string('x'),
      0,
      ...key(0, 'k', string('v')),
    ],
  ],
  [
    'an import of slots',
    'VALKEY080',
    [243, ...string('name of the job'), ...number(2), ...numbers(4), ...key(0, 'k', string('v'))],
  ],
  ['a hash of Valkey', 'VALKEY080', key(22, 'k', number(1), string('f'), string('v'), time)],
];

describe('a layout that hardly a server at hand writes', () => {
  test.each(layouts)('%s, %s', (_, header, record) => {
    const data = rdb(header, [record, key(0, 'last', string('v'))]);
    for (const size of [1, 7, 1 << 20]) {
      const { verdict, problems, content } = walk(data, {}, size);
      expect({ verdict, problems, keys: content?.keys }).toEqual({ verdict: 'ok', problems: [], keys: 2 });
    }
  });
});

const small = [key(0, 'k', string('v'))];
const good = rdb('REDIS0011', small);
const damagedEnd = Uint8Array.from(good, (byte, at) => (at === good.length - 1 ? byte ^ 1 : byte));
const long = number64(2n ** 62n);

const verdicts: readonly (readonly [
  what: string,
  data: Uint8Array,
  verdict: RdbVerdict,
  reason: RdbProblemReason | null,
  offset: number | null,
])[] = [
  ['nothing', new Uint8Array(0), 'damaged', 'truncated', 0],
  ['a few bytes of the beginning', Uint8Array.from(ascii('REDIS0')), 'damaged', 'truncated', 6],
  ['an empty set of data', rdb('REDIS0011', []), 'ok', null, null],
  ['a file saved without a checksum', rdb('REDIS0011', small, 'off'), 'unverifiable', null, null],
  ['a file of something else', Uint8Array.from(bytes(500)), 'damaged', 'not-an-rdb', 0],
  ['a checksum of other data', damagedEnd, 'damaged', 'checksum-mismatch', good.length],
  ['bytes behind the end', Uint8Array.from([...good, 0, 0, 0]), 'damaged', 'trailing-bytes', good.length],
  ['two files in a row', Uint8Array.from([...good, ...good]), 'damaged', 'trailing-bytes', good.length],
  ['an end without its checksum', good.subarray(0, -3), 'damaged', 'truncated', good.length - 3],
  ['a version that does not exist yet', rdb('REDIS0099', small), 'unknown-format', 'unknown-version', 5],
  ['a version of Valkey that does not exist yet', rdb('VALKEY081', small), 'unknown-format', 'unknown-version', 6],
  ['a version before 6', rdb('REDIS0005', small), 'unknown-format', 'unknown-version', 5],
  ['a type that does not exist', rdb('REDIS0011', [key(211, 'k', string('v'))]), 'unknown-format', 'unknown-type', 9],
  ['a type of a later version', rdb('REDIS0011', [key(24, 'k', time, number(0))]), 'unknown-format', 'unknown-type', 9],
  [
    'a value of a module of a preview',
    rdb('REDIS0009', [key(6, 'k', string('v'))]),
    'unknown-format',
    'unsupported',
    9,
  ],
  ['a function of a preview', rdb('REDIS0010', [[246, ...string('f')]]), 'unknown-format', 'unsupported', 9],
  [
    'a value in a module of a type that does not exist',
    rdb('REDIS0009', [key(7, 'k', number(1), [9])]),
    'unknown-format',
    'unknown-type',
    13,
  ],
  ['a string longer than the data', rdb('REDIS0011', [key(0, 'k', long, ascii('v'))]), 'damaged', 'truncated', null],
  ['a key longer than the data', rdb('REDIS0011', [[0, ...long, ...ascii('v')]]), 'damaged', 'truncated', null],
  ['more elements than there is data', rdb('REDIS0011', [key(2, 'k', long, string('v'))]), 'damaged', 'malformed', 23],
  ['a length of no form', rdb('REDIS0011', [key(2, 'k', [0x82])]), 'damaged', 'malformed', 12],
  ['a string of no form', rdb('REDIS0011', [key(0, 'k', [0xc4])]), 'damaged', 'malformed', 12],
  [
    'a compressed key that refers to nothing',
    rdb('REDIS0011', [[0, 0xc3, 2, 30, 0x20, 0]]),
    'damaged',
    'malformed',
    14,
  ],
  [
    'a compressed key that is shorter than it says',
    rdb('REDIS0011', [[0, 0xc3, 2, 30, 0, 65]]),
    'damaged',
    'malformed',
    15,
  ],
];

describe('the verdict', () => {
  test.each(verdicts)('on %s', (_, data, verdict, reason, offset) => {
    const problem = reason === null ? [] : [{ reason, offset: offset ?? data.length }];
    for (const size of [1, 1 << 20]) {
      const summary = walk(data, {}, size);
      expect(summary.verdict).toBe(verdict);
      expect(summary.problems.slice(0, 1)).toMatchObject(problem);
    }
  });

  test('at level 1 is about the frame alone', () => {
    const data = rdb('REDIS0011', [key(211, 'k', string('v'))]);
    expect(walk(data, { level: 1 })).toMatchObject({ verdict: 'ok', content: null });
    expect(walk(damagedEnd, { level: 1 }).verdict).toBe('damaged');
    expect(walk(rdb('REDIS0011', small, 'off'), { level: 1 }).verdict).toBe('unverifiable');
    expect(walk(good.subarray(0, 10), { level: 1 }).problems[0]?.reason).toBe('truncated');
  });

  test('never is ok for bytes that are another file by chance', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(255), { maxLength: 60 }), (rest) => {
        const data = Uint8Array.from([...ascii('REDIS0011'), ...rest]);
        expect(walk(data).verdict).not.toBe('ok');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('what is counted', () => {
  const select = (database: number): Piece => [254, ...number(database)];
  const expiring: Piece = [252, ...time];
  const slotOfFoo = 12_182;

  test('keys and expiries of each database', () => {
    const records = [
      select(0),
      ...small,
      select(9),
      [...expiring, ...key(0, 'a', string('v'))],
      key(0, 'b', string('v')),
    ];
    expect(walk(rdb('REDIS0011', [...records, select(12)])).content).toMatchObject({
      complete: true,
      keys: 3,
      expiring: 1,
      databases: [
        { database: 0, keys: 1, expiring: 0 },
        { database: 9, keys: 2, expiring: 1 },
      ],
    });
  });

  test('keys outside the given slots, with the slots and never their names', () => {
    const data = rdb('REDIS0011', [key(0, 'foo', string('v')), key(0, '{foo}secret', string('v')), ...small]);
    const summary = walk(data, { slots: [[0, 12_181]] });
    expect(summary.content?.outside).toEqual({ keys: 2, slots: [slotOfFoo] });
    expect(
      walk(data, {
        slots: [
          [12_000, 13_000],
          [0, 11_999],
        ],
      }).content?.outside,
    ).toEqual({ keys: 0, slots: [] });
    expect(walk(data).content?.outside).toBeNull();
    expect(JSON.stringify(summary)).not.toContain('secret');
  });

  test('what the server said about itself, and nothing of what it should not have said', () => {
    const field = (name: string, value: string): Piece => [250, ...string(name), ...string(value)];
    const replication = [
      field('repl-stream-db', '3'),
      field('repl-id', 'ab'.repeat(20)),
      field('repl-offset', '987654321'),
    ];
    const odd = [
      field('lua', 'return "secret"'),
      field('ctime', 'secret'),
      field('redis-ver', 'x'.repeat(500)),
      field('aof-base', '1'),
    ];
    const { content } = walk(rdb('REDIS0011', [field('valkey-ver', '8.1.1'), ...replication, ...odd]));
    expect(content?.origin).toEqual({
      engine: 'valkey',
      serverVersion: '8.1.1',
      replicationDatabase: 3,
      replicationId: 'ab'.repeat(20),
      replicationOffset: 987_654_321,
      aofBase: true,
    });
  });

  test('more databases than a server can have are damage, not memory', () => {
    const many = Array.from({ length: 70_000 }, (_, database) => select(database)).flat();
    expect(walk(rdb('REDIS0011', [many])).problems[0]).toMatchObject({ reason: 'malformed' });
  });
});

test('a chunk may be filled anew as soon as it was taken', () => {
  const buffer = new Uint8Array(5);
  const walker = rdbWalker();
  for (let at = 0; at < good.length; at += 5) {
    const chunk = good.subarray(at, at + 5);
    buffer.set(chunk);
    walker.update(buffer.subarray(0, chunk.length));
    buffer.fill(0);
  }
  expect(walker.finish().verdict).toBe('ok');
});
