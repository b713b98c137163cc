import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/rdb/save-points-on-replica.ts';
import { clusterFacts, policyWith } from '../../../builders/facts.ts';
import { failing, verdict } from '../../../builders/verdict.ts';

describe('rdb/save-points-on-replica', () => {
  const everywhere = clusterFacts({ everyNode: { config: { save: '900 1' } } });

  test('fails on replicas only', () => {
    expect(failing(rule, { now: everywhere })).toEqual(['127.0.0.1:7004', '127.0.0.1:7005', '127.0.0.1:7006']);
    expect(verdict(rule, { now: everywhere }, 7001)).toMatchObject({ status: 'skipped', message: 'a primary' });
  });

  test('is only information: it does no harm before a failover', () => {
    expect(verdict(rule, { now: everywhere }, 7004)).toMatchObject({
      severity: 'info',
      message: 'save is "900 1" on this replica',
    });
  });

  test('passes on a replica without any', () => {
    expect(verdict(rule, { now: clusterFacts() }, 7004).status).toBe('pass');
  });

  test.each(['replicas', 'anywhere'] as const)('is skipped where the policy accepts them: %s', (savePoints) => {
    const policy = policyWith({ rdb: { savePoints } });
    expect(verdict(rule, { now: everywhere, policy }, 7004).status).toBe('skipped');
  });

  test('is unknown when CONFIG could not be read', () => {
    const now = clusterFacts({ nodes: { 7004: { noConfig: failed('no-permission', 'NOPERM') } } });
    expect(verdict(rule, { now }, 7004).status).toBe('unknown');
  });
});
