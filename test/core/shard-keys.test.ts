import { describe, expect, test } from '@jest/globals';
import { emptyBaseline, extendBaseline } from '../../lib/core/baseline.ts';
import { failed } from '../../lib/core/observed.ts';
import { type ClusterChange, clusterFacts, nodeId } from '../builders/facts.ts';

/** What the audits, one after the other, leave behind about the shard with this first slot. */
function remembered(shard: string, ...audits: readonly ClusterChange[]) {
  return audits.reduce(
    (baseline, audit, at) => extendBaseline(baseline, clusterFacts({ at: at * 60, ...audit })),
    emptyBaseline,
  ).shardKeys[shard];
}

const silent: ClusterChange = { nodes: { 7001: { noInfo: failed('connect-refused', 'ECONNREFUSED') } } };
const ofProcess = (keys: number, run_id: string): ClusterChange => ({ nodes: { 7001: { keys, info: { run_id } } } });

describe('the keys remembered of a shard are', () => {
  test('those of its primary, with the process that held them', () => {
    expect(remembered('0', {})).toEqual({
      slots: [[0, 5460]],
      primary: nodeId(7001),
      runId: 'process-7001',
      keys: 2000,
    });
  });

  test('those of the last audit', () => {
    expect(remembered('0', ofProcess(2000, 'a'), ofProcess(3000, 'b'))).toMatchObject({ runId: 'b', keys: 3000 });
  });

  test('kept while the primary does not answer', () => {
    expect(remembered('0', ofProcess(2000, 'a'), silent, silent)).toMatchObject({ runId: 'a', keys: 2000 });
  });

  test('kept while the primary is loading: its count is only begun', () => {
    const loading: ClusterChange = { nodes: { 7001: { keys: 12, info: { run_id: 'b', loading: 1 } } } };
    expect(remembered('0', ofProcess(2000, 'a'), loading)).toMatchObject({ runId: 'a', keys: 2000 });
  });

  test('kept while its slots have no owner', () => {
    const unowned: ClusterChange = { member: (member, port) => (port === 7001 ? null : member) };
    expect(remembered('0', ofProcess(2000, 'a'), unowned)).toMatchObject({ runId: 'a', keys: 2000 });
  });

  test('forgotten when another primary has all its slots', () => {
    const merged: ClusterChange = {
      member: (member, port) =>
        port === 7001 ? { ...member, slots: [[0, 10_922]] } : port === 7002 ? { ...member, slots: [] } : member,
    };
    expect(remembered('5461', {})).toMatchObject({ primary: nodeId(7002) });
    expect(remembered('5461', {}, merged)).toBeUndefined();
  });
});
