import { describe, expect, test } from '@jest/globals';
import type { NodeFacts } from '../../lib/core/facts.ts';
import { readFact } from '../../lib/core/read-fact.ts';
import { clusterFacts } from '../builders/facts.ts';

const nodeWith = (info: Readonly<Record<string, string>>): NodeFacts => {
  const [node] = clusterFacts({ everyNode: { info } }).nodes;
  if (node === undefined) throw new Error('the builder makes nodes');
  return node;
};

describe('whether the AOF is on', () => {
  test.each([
    ['1', true],
    ['0', false],
  ])('is what INFO says: %s', (text, value) => {
    expect(readFact(nodeWith({ aof_enabled: text }), 'info.persistence.aof_enabled')).toEqual({ state: 'ok', value });
  });

  test('is not known while the dataset is loaded: servers switch it off for so long', () => {
    const loading = nodeWith({ aof_enabled: '0', loading: '1' });
    expect(readFact(loading, 'info.persistence.aof_enabled')).toMatchObject({ state: 'failed', reason: 'loading' });
  });
});
