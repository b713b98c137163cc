import { describe, expect, test } from '@jest/globals';
import type { ClusterMember, NodeFacts } from '../../../../lib/core/facts.ts';
import { failed, notAttempted, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/topology/announced-address-stale.ts';
import { clusterFacts, members, portOf } from '../../../builders/facts.ts';
import { standaloneFacts } from '../../../builders/standalone.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const line = (change: Partial<ClusterMember>): readonly ClusterMember[] =>
  members().map((member) => (portOf(member.nodeId) === 7004 ? { ...member, ...change } : member));

describe('topology/announced-address-stale', () => {
  test('passes where everybody knows the address that it announces', () => {
    expect(verdict(rule, { now: clusterFacts() }, 7004).status).toBe('pass');
  });

  test('fails where a peer holds another address', () => {
    const now = clusterFacts({ viewOf: { 7002: line({ address: '10.0.0.9:7004' }) } });
    expect(verdict(rule, { now }, 7004)).toMatchObject({
      status: 'fail',
      severity: 'warning',
      message: 'it announces 127.0.0.1:7004, and peers hold 10.0.0.9:7004',
    });
    expect(verdict(rule, { now }, 7002).status).toBe('pass');
  });

  test.each([
    ['another host name', line({ hostname: 'new.example' }), line({ hostname: 'old.example' }), 'fail'],
    ['none, as an old version does', line({ hostname: 'new.example' }), line({}), 'pass'],
    ['one that it has given up', line({}), line({ hostname: 'old.example' }), 'pass'],
    ['an entry without an address', line({}), line({ address: ':0' }), 'pass'],
  ])('judges a peer that holds %s', (_, own, peer, status) => {
    const nodes = { 7004: { resolvedName: ok(['127.0.0.1']) } };
    expect(verdict(rule, { now: clusterFacts({ nodes, viewOf: { 7004: own, 7002: peer } }) }, 7004).status).toBe(
      status,
    );
  });

  const named = (resolvedName: NodeFacts['resolvedName']) => ({
    now: clusterFacts({
      nodes: { 7004: { resolvedName } },
      member: (member, port) => (port === 7004 ? { ...member, hostname: 'four.example' } : member),
    }),
  });

  test.each([
    ['leads to its address', ok(['::1', '127.0.0.1']), 'pass'],
    ['leads to others', ok(['10.0.0.9', '10.0.0.10']), 'fail'],
    ['leads nowhere', ok([]), 'fail'],
    ['could not be resolved', failed('timeout', ''), 'unknown'],
    ['was not resolved, as by an older version', notAttempted(''), 'unknown'],
  ])('judges a host name that %s', (_, resolved, status) => {
    expect(verdict(rule, named(resolved), 7004).status).toBe(status);
  });

  test('says where the host name leads', () => {
    const { message, evidence } = verdict(rule, named(ok(['10.0.0.9'])), 7004);
    expect(message).toBe('it announces 127.0.0.1:7004 (four.example), and that name leads to 10.0.0.9');
    expect(evidence).toMatchObject({ leadsTo: ['10.0.0.9'] });
    expect(verdict(rule, named(ok([])), 7004).message).toContain('that name leads nowhere');
  });

  test('is unknown where its own view cannot be read, and skipped without cluster mode', () => {
    expect(verdict(rule, oneAudit(7004, { view: failed('timeout', 'silence') }), 7004).status).toBe('unknown');
    expect(verdict(rule, { now: standaloneFacts() }, 7004).status).toBe('skipped');
  });

  test('fires at the second audit', () => {
    expect(rule.failureThreshold).toBe(2);
  });
});
