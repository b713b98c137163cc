import { describe, expect, test } from '@jest/globals';
import { copySeconds, datasetBytes, expectedOf, MOST_COPIED_GIGABYTES } from '../../../lib/core/backup/copy-pace.ts';
import type { ClusterFacts } from '../../../lib/core/facts.ts';

const MINUTE = 60_000;

describe('what a function can copy', () => {
  test.each([
    ['what is copied in half of the time', 900e6, 'fits'],
    ['what is copied in just the time', 1800e6, 'fits'],
    ['what memory says is too much, as an RDB is mostly shorter', 1900e6, 'may not fit'],
    ['what no RDB makes short enough', 7300e6, 'hopeless'],
  ])('%s', (_, bytes, expected) => {
    expect(expectedOf(bytes, MINUTE)).toBe(expected);
  });

  test('is declared in gigabytes that are copied in its 15 minutes, and not one more', () => {
    expect(copySeconds(MOST_COPIED_GIGABYTES)).toBeLessThanOrEqual(870);
    expect(copySeconds(MOST_COPIED_GIGABYTES + 1)).toBeGreaterThan(870);
  });
});

test('the data of primaries is what there is to copy, as far as they say', () => {
  const node = (fields: object) => ({ info: { state: 'ok', value: { fields } } });
  const nodes = [
    node({ role: 'master', used_memory_dataset: '1000' }),
    node({ role: 'slave', used_memory_dataset: '1000' }),
    node({ role: 'master', used_memory_dataset: '500' }),
    node({ role: 'master' }),
    { info: { state: 'failed', reason: 'timeout', detail: 'silence' } },
  ];
  expect(datasetBytes({ nodes } as unknown as ClusterFacts)).toBe(1500);
});
