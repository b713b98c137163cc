import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/replication/full-resync-loop.ts';
import { type ClusterChange, clusterFacts, nodeId } from '../../../builders/facts.ts';
import { silent } from '../../../builders/silent.ts';
import { verdict } from '../../../builders/verdict.ts';

const earlier = clusterFacts();

/** An audit in which 7001 has counted so many full resyncs since the earlier one. */
const after = (resyncs: number, change: ClusterChange = {}) =>
  clusterFacts({
    at: 300,
    ...change,
    nodes: { ...change.nodes, 7001: { info: { sync_full: 1 + resyncs, sync_partial_err: resyncs } } },
  });

const restarted7004: ClusterChange = { nodes: { 7004: { info: { run_id: 'another' } } } };
const joined7005: ClusterChange = {
  member: (member, port) => (port === 7005 ? { ...member, primaryId: nodeId(7001) } : member),
};

describe('replication/full-resync-loop', () => {
  test('passes where nothing was copied', () => {
    expect(verdict(rule, { now: after(3), before: [earlier] }, 7002)).toMatchObject({ status: 'pass' });
  });

  test('fails at three full resyncs that nothing explains', () => {
    expect(verdict(rule, { now: after(3), before: [earlier] }, 7001)).toMatchObject({
      status: 'fail',
      severity: 'critical',
      message: '3 full resyncs that no new or restarted replica explains; the limit is 3',
      evidence: { fullResyncs: 3, joinedOrRestarted: [], partialResyncsRefused: 3 },
    });
  });

  test.each<[string, number, ClusterChange, string]>([
    ['two of them', 2, {}, 'pass'],
    ['three with a restarted replica', 3, restarted7004, 'pass'],
    ['four with a restarted replica', 4, restarted7004, 'fail'],
    ['three with a replica that joined', 3, joined7005, 'pass'],
    ['four with a replica that joined', 4, joined7005, 'fail'],
    ['three, and a replica that cannot be read and may have been restarted', 3, { nodes: { 7004: silent } }, 'unknown'],
    ['four, and a replica that cannot be read', 4, { nodes: { 7004: silent } }, 'fail'],
  ])('judges %s', (_, resyncs, change, status) => {
    expect(verdict(rule, { now: after(resyncs, change), before: [earlier] }, 7001)).toMatchObject({ status });
  });

  test('counts a restart that another kind of audit saw first', () => {
    const seen = clusterFacts({ at: 60, audit: 'slowlog', ...restarted7004 });
    const withoutStatistics = seen.nodes.map((node) =>
      node.info.state === 'ok'
        ? { ...node, info: { ...node.info, value: { ...node.info.value, sections: ['server', 'replication'] } } }
        : node,
    );
    const before = [earlier, { ...seen, nodes: withoutStatistics }];
    expect(verdict(rule, { now: after(3, restarted7004), before }, 7001)).toMatchObject({
      status: 'pass',
      evidence: { joinedOrRestarted: ['127.0.0.1:7004'] },
    });
  });

  test('takes the limit from the options', () => {
    const judged = { now: after(1), before: [earlier], options: { failAtCount: 1 } };
    expect(verdict(rule, judged, 7001)).toMatchObject({ status: 'fail' });
  });

  test.each([
    ['on a first audit', after(3), []],
    [
      'after a restart of the primary',
      clusterFacts({ at: 300, nodes: { 7001: { info: { run_id: 'another' } } } }),
      [earlier],
    ],
    ['after CONFIG RESETSTAT', after(-1), [earlier]],
  ])('is unknown %s', (_, now, before) => {
    expect(verdict(rule, { now, before }, 7001)).toMatchObject({ status: 'unknown' });
  });

  test('is skipped on a replica, where the counter means RDB downloads', () => {
    expect(verdict(rule, { now: after(3), before: [earlier] }, 7004)).toMatchObject({ status: 'skipped' });
  });
});
