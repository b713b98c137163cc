import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/topology/primary-count-unexpected.ts';
import { clusterFacts, policyWith } from '../../../builders/facts.ts';
import { standaloneFacts } from '../../../builders/standalone.ts';
import { verdict } from '../../../builders/verdict.ts';

/** 7002 has the slots of 7003 too. */
const two = clusterFacts({
  member: (member, port) => {
    if (port === 7002) return { ...member, slots: [[5461, 16_383]] };
    return port === 7003 ? { ...member, slots: [] } : member;
  },
});
const managed = { ...two, cluster: { id: 'test', provider: 'elasticache' } } as const;

describe('topology/primary-count-unexpected', () => {
  test.each([
    ['passes with three where nothing is declared', { now: clusterFacts() }, 'pass'],
    ['fails with two', { now: two }, 'fail'],
    ['passes with two where two are declared', { now: two, policy: policyWith({ shards: 2 }) }, 'pass'],
    ['fails with three where five are declared', { now: clusterFacts(), policy: policyWith({ shards: 5 }) }, 'fail'],
    ['is skipped for a managed cluster where nothing is declared', { now: managed }, 'skipped'],
    ['is skipped without cluster mode', { now: standaloneFacts() }, 'skipped'],
  ])('%s', (_, judged, status) => {
    expect(verdict(rule, judged).status).toBe(status);
  });

  test.each([
    [{ now: two }, '2 primaries own slots: no majority is left when one of them fails'],
    [{ now: two, policy: policyWith({ shards: 3 }) }, '2 primaries own slots, policy.shards is 3'],
  ])('says how many', (judged, message) => {
    expect(verdict(rule, judged)).toMatchObject({ severity: 'warning', message });
  });
});
