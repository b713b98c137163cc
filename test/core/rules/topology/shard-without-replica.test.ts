import { describe, expect, test } from '@jest/globals';
import type { ClusterMember } from '../../../../lib/core/facts.ts';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/topology/shard-without-replica.ts';
import { clusterFacts, policyWith } from '../../../builders/facts.ts';
import { silent } from '../../../builders/silent.ts';
import { standaloneFacts } from '../../../builders/standalone.ts';
import { judge, verdict } from '../../../builders/verdict.ts';

const failedReplica = clusterFacts({
  member: (member, port) => (port === 7004 ? { ...member, flags: ['fail'] } : member),
  nodes: { 7004: silent },
});

/** 7001 died and 7004 took over its slots. */
const afterFailover = clusterFacts({
  member: (member, port): ClusterMember => {
    if (port === 7001) return { ...member, flags: ['fail'], slots: [] };
    if (port !== 7004) return member;
    const { primaryId: _, ...promoted } = member;
    return { ...promoted, role: 'primary', slots: [[0, 5460]] };
  },
  nodes: { 7001: silent },
});

describe('topology/shard-without-replica', () => {
  test('passes where a shard has a healthy replica', () => {
    expect(verdict(rule, { now: failedReplica }, 5461)).toMatchObject({
      status: 'pass',
      evidence: { healthyReplicas: 1 },
    });
  });

  test('fails where the only replica is marked as failed', () => {
    expect(verdict(rule, { now: failedReplica }, 0)).toMatchObject({
      status: 'fail',
      severity: 'critical',
      resource: { kind: 'shard', id: '0', address: '127.0.0.1:7001' },
      message: 'no healthy replica: 1 listed, all marked as failed, policy.minReplicas is 1',
      evidence: { failedReplicas: ['127.0.0.1:7004'] },
    });
  });

  test('fails where the only replica has taken over from a primary that is gone', () => {
    expect(verdict(rule, { now: afterFailover }, 0)).toMatchObject({
      status: 'fail',
      resource: { id: '0', address: '127.0.0.1:7004' },
      message: 'no healthy replica: none is listed, policy.minReplicas is 1',
    });
  });

  test('passes while the other nodes still trust a replica that is silent', () => {
    expect(verdict(rule, { now: clusterFacts({ nodes: { 7004: silent } }) }, 0)).toMatchObject({ status: 'pass' });
  });

  test('is skipped when the policy wants no replicas', () => {
    expect(verdict(rule, { now: failedReplica, policy: policyWith({ minReplicas: 0 }) }, 0)).toMatchObject({
      status: 'skipped',
      message: 'policy.minReplicas is 0',
    });
  });

  test('says nothing of shards when no node told its view', () => {
    const now = clusterFacts({ everyNode: { view: failed('timeout', 'no reply within 2000 ms') } });
    expect(judge(rule, { now })).toEqual([]);
  });

  test('works without cluster mode, where a silent replica is a failed one', () => {
    expect(verdict(rule, { now: standaloneFacts() }, 0)).toMatchObject({ status: 'pass' });
    expect(verdict(rule, { now: standaloneFacts({ nodes: { 7004: silent } }) }, 0)).toMatchObject({
      status: 'fail',
      evidence: { failedReplicas: ['127.0.0.1:7004'] },
    });
  });
});
