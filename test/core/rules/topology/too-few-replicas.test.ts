import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/topology/too-few-replicas.ts';
import { clusterFacts, policyWith } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const wants = (minReplicas: number) => ({ now: clusterFacts(), policy: policyWith({ minReplicas }) });

describe('topology/too-few-replicas', () => {
  test.each([
    ['passes with as many as are declared', wants(1), 'pass'],
    ['passes where none is wanted', wants(0), 'pass'],
    ['fails with fewer', wants(2), 'fail'],
    [
      'leaves a shard without any to the rule about that',
      { ...wants(2), now: clusterFacts({ member: (each, port) => (port === 7004 ? null : each) }) },
      'skipped',
    ],
  ])('%s', (_, judged, status) => {
    expect(verdict(rule, judged, 0).status).toBe(status);
  });

  test('says how many', () => {
    expect(verdict(rule, wants(2), 0)).toMatchObject({
      severity: 'warning',
      message: '1 healthy replicas, policy.minReplicas is 2',
      evidence: { healthyReplicas: 1, wantedReplicas: 2 },
    });
  });
});
