import { describe, expect, test } from '@jest/globals';
import { skipIds } from '../../../lib/core/digest/lost-entries.ts';
import { periodEnding } from '../../../lib/core/digest/period.ts';
import {
  foldSlowLines,
  noSlowLines,
  parseSlowLines,
  type SlowLine,
  slowDigest,
} from '../../../lib/core/digest/slow-fold.ts';
import { slowEntry } from '../../builders/slowlog.ts';

const period = periodEnding('day', '2026-03-02T00:00:00.000Z');
const noon = Date.UTC(2026, 2, 1, 12) / 1000;

const line = (change: Parameters<typeof slowEntry>[0] & { readonly node?: string } = {}): SlowLine => {
  const { node = 'a', ...entry } = change;
  return {
    schemaVersion: 1,
    kind: 'slowlog',
    nodeId: node,
    address: `${node}:1`,
    ...slowEntry({ at: noon, ...entry }),
  };
};
/** One audit of one node, with the entries that have these ids. */
const ids = (from: number, to: number, node = 'a') =>
  Array.from({ length: to - from + 1 }, (_, i) => line({ id: to - i, node }));

function digestOf(audits: readonly (readonly SlowLine[] | 'unreadable')[], followed = new Map()) {
  const fold = noSlowLines();
  for (const lines of audits)
    if (lines === 'unreadable') skipIds(fold.ids);
    else foldSlowLines(fold, lines, period, followed);
  return slowDigest(fold);
}

describe('Slow commands of a period', () => {
  test('are summed up by shape, what took the most time in all first', () => {
    const { entries, shapes } = digestOf([
      [line({ id: 1, shape: 'KEYS *', ms: 100 }), line({ id: 2, shape: 'GET x:*', ms: 60, node: 'b' })],
      [line({ id: 3, shape: 'GET x:*', ms: 60 }), line({ id: 4, shape: 'GET x:*', ms: 30 })],
    ]);
    expect(entries).toBe(4);
    expect(shapes).toEqual({
      all: 2,
      shown: [
        { shape: 'GET x:*', command: 'eval', count: 3, longestUs: 60_000, totalUs: 150_000, nodes: ['a:1', 'b:1'] },
        { shape: 'KEYS *', command: 'eval', count: 1, longestUs: 100_000, totalUs: 100_000, nodes: ['a:1'] },
      ],
    });
  });

  test.each<[string, Parameters<typeof line>[0]]>([
    ['quicker than 10 ms', { ms: 9.9 }],
    ['of the auditor itself', { clientName: 'redis-cluster-auditor' }],
    ['that a primary passed on', { client: '10.0.0.1:6379' }],
    ['that the log happened to hold from days before', { at: noon - 3 * 86_400 }],
  ])('do not count one %s', (_, change) => {
    const followed = new Map([['a', { host: '10.0.0.1', port: 6379 }]]);
    expect(digestOf([[line(change)]], followed)).toMatchObject({ entries: 0, shapes: { all: 0, shown: [] } });
  });

  test('stay bounded: of very many shapes the least are forgotten', () => {
    const many = Array.from({ length: 5000 }, (_, i) => line({ id: i, shape: `GET ${i}`, ms: 10 + i }));
    const fold = noSlowLines();
    for (let at = 0; at < many.length; at += 100) foldSlowLines(fold, many.slice(at, at + 100), period, new Map());
    expect(fold.shapes.size).toBeLessThanOrEqual(2100);
    const { shapes, manyShapes, entries } = slowDigest(fold);
    expect([shapes.shown.length, manyShapes, entries]).toEqual([10, true, 5000]);
    expect(shapes.shown[0]?.shape).toBe('GET 4999');
  });
});

describe('Entries that were gone before they were read', () => {
  test.each<[string, readonly (readonly SlowLine[] | 'unreadable')[], number]>([
    ['are none where the ids go on', [ids(10, 19), ids(20, 22)], 0],
    ['are the ids between two audits', [ids(10, 19), ids(25, 30)], 5],
    ['are not told of what was before the first audit', [ids(500, 510)], 0],
    ['are none when a visit was repeated', [ids(10, 19), ids(10, 19), ids(20, 21)], 0],
    ['are of a new process the ids below the first that was read', [ids(100, 110), ids(7, 9)], 7],
    ['are none of a new process that was read from its beginning', [ids(100, 110), ids(0, 9)], 0],
    ['are not what stands in an object that cannot be read', [ids(10, 19), 'unreadable', ids(50, 60), ids(62, 63)], 1],
    ['are counted for each node by itself', [ids(0, 9, 'a'), ids(0, 9, 'b'), ids(20, 21, 'a')], 10],
  ])('%s', (_, audits, entries) => {
    const { lost } = digestOf(audits);
    expect(lost).toEqual({ entries, nodes: entries === 0 ? [] : ['a:1'] });
  });
});

test('What is no history of slow logs is not taken for one', () => {
  expect(parseSlowLines([{ ...line(), durationUs: '12' }])).toBeNull();
  expect(parseSlowLines([line()])).toHaveLength(1);
});
