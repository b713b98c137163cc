import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/aof/not-enabled.ts';
import { clusterFacts, policyWith } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('aof/not-enabled', () => {
  const offOn7001 = clusterFacts({ nodes: { 7001: { info: { aof_enabled: 0 } } } });

  test('passes where the append-only file is on', () => {
    expect(verdict(rule, { now: offOn7001 }, 7002)).toMatchObject({ status: 'pass' });
  });

  test('fails on a primary without one', () => {
    expect(verdict(rule, { now: offOn7001 }, 7001)).toMatchObject({
      status: 'fail',
      severity: 'critical',
      message: 'AOF is off on this primary',
      resource: { kind: 'node', address: '127.0.0.1:7001' },
    });
  });

  test('is unknown when INFO could not be read', () => {
    const now = clusterFacts({ nodes: { 7001: { noInfo: failed('timeout', 'no reply within 2000 ms') } } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({
      status: 'unknown',
      missing: [{ fact: 'info.persistence.aof_enabled', reason: 'timeout' }],
    });
  });

  test('is skipped on a role for which the policy does not ask for it', () => {
    const policy = policyWith({ aof: { roles: ['replica'], fsync: ['everysec'] } });
    expect(verdict(rule, { now: offOn7001, policy }, 7001)).toMatchObject({
      status: 'skipped',
      message: 'policy.aof.roles does not ask for it on a primary',
    });
  });
});
