import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/rdb/save-points-on-primary.ts';
import { clusterFacts, policyWith } from '../../../builders/facts.ts';
import { failing, verdict } from '../../../builders/verdict.ts';

describe('rdb/save-points-on-primary', () => {
  const everywhere = clusterFacts({ everyNode: { config: { save: '900 1' } } });

  test('fails on primaries only', () => {
    expect(failing(rule, { now: everywhere })).toEqual(['127.0.0.1:7001', '127.0.0.1:7002', '127.0.0.1:7003']);
    expect(verdict(rule, { now: everywhere }, 7004)).toMatchObject({ status: 'skipped', message: 'a replica' });
  });

  test('shows the save points', () => {
    expect(verdict(rule, { now: everywhere }, 7001)).toMatchObject({
      severity: 'warning',
      message: 'save is "900 1" on this primary',
      evidence: { save: '900 1' },
    });
  });

  test('passes on a primary without any', () => {
    expect(verdict(rule, { now: clusterFacts() }, 7001).status).toBe('pass');
  });

  test('still fails where the policy accepts them on replicas: after a failover this is a primary', () => {
    const policy = policyWith({ rdb: { savePoints: 'replicas' } });
    expect(verdict(rule, { now: everywhere, policy }, 7001).status).toBe('fail');
  });

  test('is skipped where the policy accepts them anywhere', () => {
    const policy = policyWith({ rdb: { savePoints: 'anywhere' } });
    expect(verdict(rule, { now: everywhere, policy }, 7001).status).toBe('skipped');
  });

  test('is unknown when CONFIG could not be read', () => {
    const now = clusterFacts({ nodes: { 7001: { noConfig: failed('no-permission', 'NOPERM') } } });
    expect(verdict(rule, { now }, 7001).status).toBe('unknown');
  });
});
