import { describe, expect, test } from '@jest/globals';
import { ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/security/tls-off.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { onHosts } from '../../../builders/hosts.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('security/tls-off', () => {
  const apart = { 7001: '10.0.0.1', 7002: '10.0.0.2' } as const;
  const connected = (tls: boolean) => ({
    connection: { answered: true, attempts: 1, outcome: ok({ tls, connectMs: 1 }), errorCodes: [] },
  });

  test('is skipped where every node is on loopback', () => {
    expect(verdict(rule, { now: clusterFacts() }).status).toBe('skipped');
  });

  test('goes by the connections of the auditor', () => {
    const facts = clusterFacts({ everyNode: connected(true), nodes: { 7002: connected(false) } });
    expect(verdict(rule, { now: onHosts(facts, apart) })).toMatchObject({
      status: 'fail',
      message: 'no TLS on 1 of 6 connections',
      evidence: { nodes: ['10.0.0.2:7002'] },
    });
    expect(verdict(rule, { now: onHosts(clusterFacts({ everyNode: connected(true) }), apart) }).status).toBe('pass');
  });
});
