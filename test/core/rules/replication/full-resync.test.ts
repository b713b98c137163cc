import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/replication/full-resync.ts';
import { rule as loop } from '../../../../lib/core/rules/replication/full-resync-loop.ts';
import { rule as failover } from '../../../../lib/core/rules/topology/failover-happened.ts';
import { type ClusterChange, clusterFacts } from '../../../builders/facts.ts';
import { oneAudit, twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const synced = (count: number, refused: number, replica: ClusterChange['nodes'] = {}) => ({
  before: [clusterFacts({ nodes: { 7001: { info: { sync_full: 1, sync_partial_err: 0 } } } })],
  now: clusterFacts({
    at: 300,
    nodes: { 7001: { info: { sync_full: count, sync_partial_err: refused } }, ...replica },
  }),
});

describe('replication/full-resync', () => {
  test('passes when nobody copied anything', () => {
    expect(verdict(rule, synced(1, 0), 7001).status).toBe('pass');
  });

  test('fails when a replica did, and says that none was restarted', () => {
    expect(verdict(rule, synced(2, 1), 7001)).toMatchObject({
      status: 'fail',
      severity: 'info',
      message: '1 full resync since the last audit; replicas that joined or were restarted: none',
      evidence: { fullResyncs: 1, joinedOrRestarted: [], partialResyncsRefused: 1 },
    });
  });

  test('names a replica that was restarted', () => {
    const judged = synced(2, 1, { 7004: { info: { run_id: 'another' } } });
    expect(verdict(rule, judged, 7001)).toMatchObject({
      message: '1 full resync since the last audit; replicas that joined or were restarted: 1',
      evidence: { joinedOrRestarted: ['127.0.0.1:7004'] },
    });
  });

  test('is unknown at the first audit', () => {
    expect(verdict(rule, oneAudit(7001, {}), 7001).status).toBe('unknown');
  });

  test('is skipped on a replica: there the counter means downloads from it', () => {
    const judged = twoAudits(7004, { info: { sync_full: 0 } }, { info: { sync_full: 1 } });
    expect(verdict(rule, judged, 7004).status).toBe('skipped');
  });

  test('is kept silent by a loop of them, and by a failover', () => {
    expect(loop.mutes).toContain(rule.id);
    expect(failover.mutes).toContain(rule.id);
  });
});
