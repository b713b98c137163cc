import { describe, expect, test } from '@jest/globals';
import type { ClusterMember } from '../../../../lib/core/facts.ts';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/topology/failover-happened.ts';
import type { SlotRange } from '../../../../lib/core/slots.ts';
import { type ClusterChange, clusterFacts, type NodeChange, nodeId, type Port } from '../../../builders/facts.ts';
import { silent } from '../../../builders/silent.ts';
import { standaloneFacts } from '../../../builders/standalone.ts';
import { judge, verdict } from '../../../builders/verdict.ts';

/** The replica has the slots, and its former primary follows it. */
function swapped(primary: Port, replica: Port): NonNullable<ClusterChange['member']> {
  const slots = clusterFacts().views.common?.members.find(({ nodeId: id }) => id === nodeId(primary))?.slots ?? [];
  return (member, port): ClusterMember => {
    const { primaryId: _, ...line } = member;
    if (port === replica) return { ...line, role: 'primary', slots };
    return port === primary ? { ...line, role: 'replica', primaryId: nodeId(replica), slots: [] } : member;
  };
}

const owning =
  (port: Port, slots: readonly SlotRange[]): NonNullable<ClusterChange['member']> =>
  (member, each) =>
    each === port ? { ...member, slots } : member;

const earlier = clusterFacts();
const history = 'f'.repeat(40);
const promoted = (info: NodeChange['info'] = {}) =>
  clusterFacts({ at: 60, member: swapped(7002, 7005), nodes: { 7005: { info: { role: 'master', ...info } } } });

describe('topology/failover-happened', () => {
  test('passes where the primaries are the same', () => {
    expect(verdict(rule, { now: promoted(), before: [earlier] }, 0)).toMatchObject({ status: 'pass' });
  });

  test('fails for the shard that a replica has taken over, and names both nodes', () => {
    expect(verdict(rule, { now: promoted({ master_replid2: history }), before: [earlier] }, 5461)).toMatchObject({
      status: 'fail',
      severity: 'warning',
      resource: { kind: 'shard', id: '5461', address: '127.0.0.1:7005' },
      message: 'a replica took over 5462 of its 5462 slots from 127.0.0.1:7002',
      evidence: {
        formerPrimary: '127.0.0.1:7002',
        newPrimary: '127.0.0.1:7005',
        formerPrimaryMayResyncInPart: true,
      },
    });
  });

  test.each([
    ['the new primary kept no history', promoted(), false],
    [
      'the new primary could not be read',
      clusterFacts({ at: 60, member: swapped(7002, 7005), nodes: { 7005: silent } }),
      null,
    ],
  ])('knows what a resync will cost when %s', (_, now, formerPrimaryMayResyncInPart) => {
    const finding = verdict(rule, { now, before: [earlier] }, 5461);
    expect(finding).toMatchObject({ status: 'fail', evidence: { formerPrimaryMayResyncInPart } });
  });

  test('is told once: the next audit passes', () => {
    const next = clusterFacts({ at: 120, member: swapped(7002, 7005) });
    expect(verdict(rule, { now: next, before: [earlier, promoted()] }, 5461)).toMatchObject({ status: 'pass' });
  });

  test('passes over a reshard from one primary to another', () => {
    const member = owning(7001, [[0, 9000]]);
    const now = clusterFacts({
      at: 60,
      member: (line, port) => (port === 7002 ? { ...line, slots: [[9001, 10922]] } : member(line, port)),
    });
    expect(judge(rule, { now, before: [earlier] }).map((finding) => finding.status)).toEqual(['pass', 'pass', 'pass']);
  });

  test('passes over a former replica whose slots are mostly not those of its former primary', () => {
    const member: ClusterChange['member'] = (line, port): ClusterMember => {
      if (port === 7001) return { ...line, slots: [[1000, 5460]] };
      if (port === 7002) return { ...line, slots: [] };
      if (port !== 7004) return line;
      const { primaryId: _, ...spare } = line;
      return {
        ...spare,
        role: 'primary',
        slots: [
          [0, 999],
          [5461, 10922],
        ],
      };
    };
    const findings = judge(rule, { now: clusterFacts({ at: 60, member }), before: [earlier] });
    expect(findings.map((finding) => finding.status)).toEqual(['pass', 'pass', 'pass']);
  });

  test('is unknown on a first audit', () => {
    expect(verdict(rule, { now: earlier }, 0)).toMatchObject({
      status: 'unknown',
      missing: [{ fact: 'prev.topology', detail: 'there is no earlier audit to compare with' }],
    });
  });

  test('compares with the last audit that could tell, not with one that could not', () => {
    const blind = clusterFacts({ at: 30, everyNode: { view: failed('timeout', 'no reply within 2000 ms') } });
    expect(verdict(rule, { now: promoted(), before: [earlier, blind] }, 5461)).toMatchObject({ status: 'fail' });
  });

  test('works without cluster mode', () => {
    const now = standaloneFacts({
      at: 60,
      nodes: { 7001: { info: { role: 'slave' }, replicas: [] }, 7004: { info: { role: 'master' } } },
    });
    expect(verdict(rule, { now, before: [standaloneFacts()] }, 0)).toMatchObject({
      status: 'fail',
      message: 'a replica took over 16384 of its 16384 slots from 127.0.0.1:7001',
    });
  });
});
