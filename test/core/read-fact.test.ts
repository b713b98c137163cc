import { describe, expect, test } from '@jest/globals';
import type { NodeFacts } from '../../lib/core/facts.ts';
import { readFact } from '../../lib/core/read-fact.ts';
import { clusterFacts, type NodeChange } from '../builders/facts.ts';

const nodeWith = (info: NodeChange['info'], errorstats: NodeChange['errorstats'] = {}): NodeFacts => {
  const [node] = clusterFacts({ everyNode: { info: info ?? {}, errorstats: errorstats ?? {} } }).nodes;
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

  test.each([
    ['loading', { loading: '1' }],
    ['async_loading', { loading: '0', async_loading: '1' }],
  ])('is not known while the dataset is loaded: servers switch it off for so long (%s)', (_, flags) => {
    const loading = nodeWith({ aof_enabled: '0', ...flags });
    expect(readFact(loading, 'info.persistence.aof_enabled')).toMatchObject({ state: 'failed', reason: 'loading' });
  });
});

describe('how often clients met an error', () => {
  test.each([
    ['what INFO says', { OOM: 3 }, { state: 'ok', value: 3 }],
    ['never, where INFO does not name it', { MOVED: 3 }, { state: 'ok', value: 0 }],
    ['what it says also past the most kinds', { OOM: 3, ERRORSTATS_OVERFLOW: 9 }, { state: 'ok', value: 3 }],
    ['not known past the most kinds, as on Valkey', { ERRORSTATS_OVERFLOW: 9 }, { state: 'unsupported' }],
    ['not known past the most kinds, as on Redis', { ERRORSTATS_DISABLED: 1 }, { state: 'unsupported' }],
  ])('is %s', (_, errorstats, found) => {
    expect(readFact(nodeWith({}, errorstats), 'info.errorstats.OOM')).toMatchObject(found);
  });
});
