import { describe, expect, test } from '@jest/globals';
import { deviatingNodes, sampleViews } from '../../lib/core/membership.ts';
import { ok } from '../../lib/core/observed.ts';

const ids = Array.from({ length: 100 }, (_, i) => `node-${String(i).padStart(3, '0')}`);
const at = (minute: number): string => new Date(Date.UTC(2026, 2, 1, 3, minute)).toISOString();

describe('whose view is read in a large cluster', () => {
  test('is a sample of the size asked for', () => {
    expect(sampleViews(ids, 20, at(0)).size).toBe(20);
  });

  test('is the same for the same scheduled time', () => {
    expect(sampleViews(ids, 20, at(0))).toEqual(sampleViews([...ids].reverse(), 20, at(0)));
  });

  test('is everybody in turn', () => {
    const seen = new Set([0, 1, 2, 3, 4].flatMap((minute) => [...sampleViews(ids, 20, at(minute))]));
    expect(seen.size).toBe(100);
  });

  test('wraps around the end', () => {
    const seen = new Set(
      Array.from({ length: 20 }, (_, i) => i).flatMap((minute) => [...sampleViews(ids.slice(0, 70), 20, at(minute))]),
    );
    expect(seen.size).toBe(70);
  });
});

describe('nodes whose counts and epoch differ', () => {
  const node = (nodeId: string, epoch: string) => ({
    nodeId,
    clusterInfo: ok({ cluster_current_epoch: epoch, cluster_known_nodes: '3' }),
  });

  test('are none when all report the same', () => {
    expect(deviatingNodes([node('a', '7'), node('b', '7')])).toEqual([]);
  });

  test('are those in the minority', () => {
    expect(deviatingNodes([node('a', '7'), node('b', '6'), node('c', '7')])).toEqual(['b']);
  });

  test('are not those that did not tell', () => {
    const silent = { nodeId: 'b', clusterInfo: { state: 'failed', reason: 'timeout', detail: '' } } as const;
    expect(deviatingNodes([node('a', '7'), silent, node('c', '7')])).toEqual([]);
  });
});
