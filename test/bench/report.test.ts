import { describe, expect, test } from '@jest/globals';
import type { BundleCost, BundleCosts } from '../../bench/bundles.ts';
import { fillIn } from '../../bench/fill-in.ts';
import type { Timing } from '../../bench/measure.ts';
import { bundleSections, reportSections } from '../../bench/report.ts';
import type { BenchResults } from '../../bench/results.ts';
import type { VisitCost } from '../../bench/server-cost.ts';
import { judge, judgeBundles } from '../../bench/targets.ts';

const timing = (medianMs: number): Timing => ({ name: '', medianMs, fastestMs: medianMs, cpuMs: medianMs });

function cost(visitor: string, usec: number, roundTrips = 1): VisitCost {
  return { visitor, connections: 1, roundTrips, commands: 4, warmUsec: usec, coldUsec: usec };
}

function bundle(name: string, change: Partial<BundleCost> = {}): BundleCost {
  const parts = new Map([
    ['@smithy/core', 140_000],
    ['valibot', 7000],
    ['denque', 5000],
  ]);
  return { name, minifiedBytes: 700_000, zippedBytes: 260_000, importMs: 100, fastestMs: 80, parts, ...change };
}

/** Just as large and slow as they may be. */
const bundles: BundleCosts = {
  date: '2026-03-01',
  command: 'npm run bench -- --bundles',
  machine: ['2 cores', 'Node 24.0.0'],
  starts: 20,
  bare: timing(24),
  bundles: [
    bundle('observe'),
    bundle('observe-traced', {
      parts: new Map([
        ['@smithy/core', 140_000],
        ['aws-xray-sdk-core', 99_000],
      ]),
    }),
  ],
};

/** Every target is just reached. */
const justEnough: BenchResults = {
  command: 'npm run bench',
  date: '2026-03-01',
  machine: ['2 cores'],
  wallTimes: [
    {
      nodes: 60,
      audit: timing(13),
      library: timing(12),
      raw: timing(10),
      exporter: timing(26),
      withPingsMs: 400,
    },
  ],
  memory: { nodes: 120, megabytes: 149.9 },
  evaluation: { nodes: 120, rules: 49, findings: 5000, medianMs: 99.9 },
  alerts: { findings: 10_032, medianMs: 999, megabytes: 199.9 },
  visits: [cost('full audit', 300), cost('slowlog audit', 100), cost('latency audit', 100), cost('one scrape', 300, 7)],
  eventfulVisits: [cost('latency audit, a history to read', 120, 2), cost('one scrape', 300, 7)],
  slowLogs: [{ entries: 128, medianUsec: 2000, longestUsec: 9000, visitMs: 5 }],
  bundles,
};

const missed = (results: BenchResults): readonly string[] =>
  judge(results).flatMap(({ what, reached }) => (reached === true ? [] : [`${what}: ${reached}`]));

describe('targets', () => {
  test('are reached at the very limit', () => {
    expect(missed(justEnough)).toEqual([]);
    expect(judge(justEnough)).toHaveLength(15);
  });

  test.each<[string, Partial<BenchResults>, string]>([
    [
      'an audit that takes 1.4 times the raw sockets',
      { wallTimes: justEnough.wallTimes.map((time) => ({ ...time, audit: timing(14), exporter: timing(40) })) },
      '60 nodes: full audit / raw sockets: false',
    ],
    [
      'an audit that takes 0.6 times the scrapes',
      { wallTimes: justEnough.wallTimes.map((time) => ({ ...time, exporter: timing(20) })) },
      '60 nodes: full audit / exporter scrapes: false',
    ],
    [
      'a process of 150 MB',
      { memory: { nodes: 120, megabytes: 150 } },
      'peak memory of one full audit of 120 nodes: false',
    ],
    [
      'an evaluation of 100 ms',
      { evaluation: { ...justEnough.evaluation, medianMs: 100 } },
      'evaluation of 49 rules over 120 nodes: false',
    ],
    [
      'an assessment of a second',
      { alerts: { ...justEnough.alerts, medianMs: 1000 } },
      'assessment in which 10032 checks fail, the first one of a process: false',
    ],
    [
      'one that takes 200 MB',
      { alerts: { ...justEnough.alerts, megabytes: 200 } },
      'assessment in which 10032 checks fail: peak memory: false',
    ],
    [
      'a second round trip where nothing has happened',
      { visits: justEnough.visits.map((each) => ({ ...each, roundTrips: 2 })) },
      'every visit: connections, round trips: false',
    ],
    [
      'a third one where there is a history to read',
      { eventfulVisits: [cost('latency audit, a history to read', 120, 3)] },
      'visits with latency history to read: false',
    ],
    [
      'a log that holds the node for longer than 2 ms',
      { slowLogs: [{ entries: 128, medianUsec: 2001, longestUsec: 2001, visitMs: 5 }] },
      'reading 128 worst-case slow-log entries holds the node: false',
    ],
  ])('%s misses one', (_, change, what) => {
    expect(missed({ ...justEnough, ...change })).toEqual([what]);
  });

  test('a visit is held against a scrape, warm and cold', () => {
    const visits = justEnough.visits.map((each) => (each.visitor === 'one scrape' ? { ...each, coldUsec: 200 } : each));
    expect(missed({ ...justEnough, visits })).toEqual([
      'server time of a full audit / an exporter scrape, cold: false',
      'server time of a slowlog audit / an exporter scrape, cold: false',
      'server time of a latency audit / an exporter scrape, cold: false',
    ]);
  });

  test('without an exporter what is held against it is not measured', () => {
    const wallTimes = justEnough.wallTimes.map((time) => ({ ...time, exporter: undefined }));
    const visits = justEnough.visits.filter(({ visitor }) => visitor !== 'one scrape');
    const unknown = judge({ ...justEnough, wallTimes, visits }).filter(({ reached }) => reached === null);
    expect(unknown).toHaveLength(7);
  });
});

describe('bundles', () => {
  test('are within their budget at the very limit', () => {
    expect(judgeBundles(bundles).map(({ what, reached }) => [what, reached])).toEqual([
      ['observe: zipped', true],
      ['observe: loading it', true],
      ['observe-traced: zipped', true],
      ['observe-traced: loading it', true],
    ]);
  });

  test('that are too large or too slow are marked in their table', () => {
    const slow = { ...bundles, bundles: [bundle('observe', { zippedBytes: 260_001, importMs: 100.1 })] };
    expect(judgeBundles(slow).map(({ reached }) => reached)).toEqual([false, false]);
    expect(bundleSections(slow)['bundles']).toBe(
      [
        'Measured on 2026-03-01 with `npm run bench -- --bundles`: 2 cores, Node 24.0.0; 20 starts of each, in turns. Bare Node takes 24.0 ms, at its fastest 24.0 ms.',
        '',
        '| Function | Minified | Zipped, at most 260 KB | Loading it, at most 100 ms | In bare starts | Fastest |',
        '| --- | --- | --- | --- | --- | --- |',
        '| observe | 700 KB | **260 KB** | **100 ms** | 4.17 | 80.0 ms |',
      ].join('\n'),
    );
  });

  test('show what is in them, the largest first, and what X-Ray adds', () => {
    expect(bundleSections(bundles)['bundle-parts']).toBe(
      [
        '| Minified | observe | X-Ray adds |',
        '| --- | --- | --- |',
        '| @smithy/core | 140 KB |  |',
        '| aws-xray-sdk-core |  | 99 KB |',
        '| 2 smaller ones | 12 KB |  |',
      ].join('\n'),
    );
  });
});

describe('the documentation', () => {
  const text = 'Before\n\n<!-- bench:a -->\n\nold\n\n<!-- /bench:a -->\n\nAfter';

  test('gets each table between its marks, however often', () => {
    const once = fillIn(text, { a: 'new' });
    expect(once).toBe('Before\n\n<!-- bench:a -->\n\nnew\n\n<!-- /bench:a -->\n\nAfter');
    expect(fillIn(once, { a: 'new' })).toBe(once);
  });

  test('must have a place for each table', () => {
    expect(() => fillIn(text, { b: 'new' })).toThrow('there is no place for b');
  });

  test('says what was missed', () => {
    const { targets } = reportSections({ ...justEnough, memory: { nodes: 120, megabytes: 160 } });
    expect(targets).toContain('| peak memory of one full audit of 120 nodes | below 150 MB | 160 MB | **no** |');
    expect(targets).toContain('| 60 nodes: full audit / raw sockets | at most 1.3 | 1.30 | yes |');
  });
});
