import { describe, expect, test } from '@jest/globals';
import type { ClusterMember } from '../../../../lib/core/facts.ts';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/persistence/keys-lost-on-restart.ts';
import { type ClusterChange, clusterFacts, nodeId, policyWith } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const before = [clusterFacts()];
const refused = failed('connect-refused', 'ECONNREFUSED');

/** 7001 runs as another process than before. */
function restarted(keys: number, info: Readonly<Record<string, number>> = {}): ClusterChange {
  return { at: 300, nodes: { 7001: { keys, info: { run_id: 'another', ...info } } } };
}

/** 7001 is dead and 7004 has its slots. */
function failedOver(keys: number): ClusterChange {
  return {
    at: 300,
    member: promote7004,
    nodes: { 7001: { noInfo: refused }, 7004: { keys, info: { role: 'master' } } },
  };
}

function promote7004(member: ClusterMember): ClusterMember {
  if (member.nodeId === nodeId(7001)) return { ...member, flags: ['fail'], slots: [] };
  if (member.nodeId !== nodeId(7004)) return member;
  const { primaryId: _, ...promoted } = member;
  return { ...promoted, role: 'primary', slots: [[0, 5460]] };
}

describe('persistence/keys-lost-on-restart, with 2000 keys in the audit before', () => {
  test.each([
    {
      story: 'a primary restarts empty',
      change: restarted(0),
      message: '0 keys after the restart of its primary, below 50 % of the 2000 before',
    },
    {
      story: 'a primary restarts with half of them less one',
      change: restarted(999),
      message: '999 keys after the restart of its primary, below 50 % of the 2000 before',
    },
    {
      story: 'an empty replica is promoted',
      change: failedOver(0),
      message: '0 keys after a failover, below 50 % of the 2000 before',
    },
  ])('fails when $story', ({ change, message }) => {
    expect(verdict(rule, { before, now: clusterFacts(change) }, 0)).toMatchObject({
      status: 'fail',
      severity: 'critical',
      message,
    });
  });

  test.each([
    { story: 'a primary restarts with half of them', change: restarted(1000) },
    { story: 'a replica with all of them is promoted', change: failedOver(2000) },
    { story: 'keys are deleted in the same process', change: { at: 300, nodes: { 7001: { keys: 0 } } } },
  ])('passes when $story', ({ change }) => {
    expect(verdict(rule, { before, now: clusterFacts(change) }, 0).status).toBe('pass');
  });

  test('passes when there were fewer than 1000 before', () => {
    const few = [clusterFacts({ nodes: { 7001: { keys: 999 } } })];
    expect(verdict(rule, { before: few, now: clusterFacts(restarted(0)) }, 0).status).toBe('pass');
  });

  test('remembers the keys through audits in which the primary was silent or loading', () => {
    const silent = clusterFacts({ at: 100, nodes: { 7001: { noInfo: refused } } });
    const loading = clusterFacts({ ...restarted(10, { loading: 1 }), at: 200 });
    expect(verdict(rule, { before: [...before, silent, loading], now: clusterFacts(restarted(10)) }, 0).status).toBe(
      'fail',
    );
  });

  test('judges other shares and counts when told to', () => {
    const judged = { before, now: clusterFacts(restarted(1500)) };
    expect(verdict(rule, { ...judged, options: { failBelowShare: 0.8 } }, 0).status).toBe('fail');
    expect(verdict(rule, { ...judged, options: { failBelowShare: 0.8, minKeys: 3000 } }, 0).status).toBe('pass');
  });

  test.each([
    { reason: 'there is no earlier audit to compare with', audits: [], now: restarted(0) },
    { reason: 'its primary is still loading', audits: before, now: restarted(0, { loading: 1 }) },
    {
      reason: 'the slots of this shard changed since its keys were last read',
      audits: before,
      now: {
        ...restarted(0),
        member: (member: ClusterMember) =>
          member.nodeId === nodeId(7001) ? { ...member, slots: [[0, 5000] as const] } : member,
      },
    },
    { reason: 'ECONNREFUSED', audits: before, now: { at: 300, nodes: { 7001: { noInfo: refused } } } },
  ])('is unknown when $reason', ({ reason, audits, now }) => {
    const finding = verdict(rule, { before: audits, now: clusterFacts(now) }, 0);
    expect(finding).toMatchObject({ status: 'unknown', message: expect.stringContaining(reason) });
  });

  test('does not depend on a dead replica', () => {
    const now = clusterFacts({ at: 300, nodes: { ...restarted(0).nodes, 7004: { noInfo: refused } } });
    expect(verdict(rule, { before, now }, 0).status).toBe('fail');
  });

  test('is skipped where the data may vanish', () => {
    const policy = policyWith({ persistence: 'none' });
    expect(verdict(rule, { before, now: clusterFacts(restarted(0)), policy }, 0).status).toBe('skipped');
  });
});
