import { describe, expect, test } from '@jest/globals';
import { callsBetween, percentileUs } from '../../lib/core/histogram.ts';

describe('the calls between two histograms', () => {
  test.each([
    [
      'are all where there was none',
      [],
      [
        [16, 10],
        [33, 20],
      ],
      [
        [16, 10],
        [33, 20],
      ],
    ],
    [
      'are what was added',
      [
        [16, 10],
        [33, 20],
      ],
      [
        [16, 15],
        [33, 30],
      ],
      [
        [16, 5],
        [33, 10],
      ],
    ],
    ['are none where nothing was added', [[16, 10]], [[16, 10]], [[16, 0]]],
    [
      'count in a bucket that was not there',
      [[16, 10]],
      [
        [16, 10],
        [1056, 12],
      ],
      [
        [16, 0],
        [1056, 2],
      ],
    ],
    [
      'count in a bucket between two',
      [
        [16, 10],
        [1056, 12],
      ],
      [
        [16, 10],
        [66, 11],
        [1056, 13],
      ],
      [
        [16, 0],
        [66, 1],
        [1056, 1],
      ],
    ],
  ] as const)('%s', (_, then, now, since) => {
    expect(callsBetween(then, now)).toEqual(since);
  });

  test.each([
    ['has fewer calls', [[16, 10]], [[16, 3]]],
    [
      'lost calls of one kind and gained others',
      [
        [16, 10],
        [33, 20],
      ],
      [
        [16, 19],
        [33, 21],
      ],
    ],
  ] as const)('cannot be told when the newer one %s', (_, then, now) => {
    expect(callsBetween(then, now)).toBeUndefined();
  });
});

test.each([
  ['of no calls', [], 0],
  ['of calls that all took the same', [[33, 100]], 33],
  [
    'with one slow call in a hundred',
    [
      [33, 99],
      [16_895, 100],
    ],
    33,
  ],
  [
    'with two slow calls in a hundred',
    [
      [33, 98],
      [16_895, 100],
    ],
    16_895,
  ],
] as const)('the 99th percentile %s', (_, buckets, us) => {
  expect(percentileUs(buckets, 0.99)).toBe(us);
});
