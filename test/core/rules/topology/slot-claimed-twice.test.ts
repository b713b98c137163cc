import { describe, expect, test } from '@jest/globals';
import type { ClusterFacts, ClusterMember } from '../../../../lib/core/facts.ts';
import { ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/topology/slot-claimed-twice.ts';
import { clusterFacts, members, portOf } from '../../../builders/facts.ts';
import { standaloneFacts } from '../../../builders/standalone.ts';
import { verdict } from '../../../builders/verdict.ts';

/** What 7002 shows: it has slots 5000 to 5460 too. */
const claiming: readonly ClusterMember[] = members().map((member) =>
  portOf(member.nodeId) === 7002 ? { ...member, slots: [[5000, 10_922]] } : member,
);

const twice = clusterFacts({ viewOf: { 7002: claiming } });

/** The views as they are read again. */
const again = (facts: ClusterFacts, ids: Readonly<Record<number, string>>): ClusterFacts => ({
  ...facts,
  nodes: facts.nodes.map((node) => ({
    ...node,
    recheckedView: ok({ viewId: ids[portOf(node.nodeId)] ?? 'common', openSlots: [] }),
  })),
});

describe('topology/slot-claimed-twice', () => {
  test('passes where each slot has one owner by its own word', () => {
    expect(verdict(rule, { now: clusterFacts() }).status).toBe('pass');
  });

  test('fails where two claim it in both readings', () => {
    expect(verdict(rule, { now: again(twice, { 7002: 'view-7002' }) })).toMatchObject({
      status: 'fail',
      severity: 'critical',
      message: '127.0.0.1:7001 and 127.0.0.1:7002 both claim 5000-5460',
      evidence: { claims: [{ claimedBy: ['127.0.0.1:7001', '127.0.0.1:7002'], slots: '5000-5460' }] },
    });
  });

  test('passes when they have agreed by the second one', () => {
    expect(verdict(rule, { now: again(twice, {}) }).status).toBe('pass');
  });

  test('passes where only a third node is mistaken', () => {
    const facts = clusterFacts({ viewOf: { 7003: claiming } });
    expect(verdict(rule, { now: again(facts, { 7003: 'view-7003' }) }).status).toBe('pass');
  });

  test('is unknown when they were not read again, and skipped without cluster mode', () => {
    expect(verdict(rule, { now: twice }).status).toBe('unknown');
    expect(verdict(rule, { now: standaloneFacts() }).status).toBe('skipped');
  });
});
