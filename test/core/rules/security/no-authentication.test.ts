import { describe, expect, test } from '@jest/globals';
import { ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/security/no-authentication.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { onHosts } from '../../../builders/hosts.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('security/no-authentication', () => {
  const apart = { 7001: '10.0.0.1', 7002: '10.0.0.2' } as const;

  test('is skipped where every node is on loopback', () => {
    expect(verdict(rule, { now: clusterFacts() }).status).toBe('skipped');
  });

  test('fails where the default user needs no password', () => {
    expect(verdict(rule, { now: onHosts(clusterFacts(), apart) })).toMatchObject({
      status: 'fail',
      severity: 'critical',
      message: 'the default user needs no password on 6 of 6 nodes',
    });
  });

  test.each([
    ['off', ['off', 'nopass']],
    ['asked for a password', ['on']],
  ])('passes where it is %s', (_, flags) => {
    const facts = clusterFacts({ everyNode: { aclDefault: ok({ flags, commands: '+@all', keys: '~*' }) } });
    expect(verdict(rule, { now: onHosts(facts, apart) }).status).toBe('pass');
  });
});
