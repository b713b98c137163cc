import { describe, expect, test } from '@jest/globals';
import type { ClusterMember } from '../../../../lib/core/facts.ts';
import { failed, notAttempted } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/topology/slot-uncovered.ts';
import { type ClusterChange, clusterFacts, members, type Port, portOf } from '../../../builders/facts.ts';
import { silent } from '../../../builders/silent.ts';
import { standaloneFacts } from '../../../builders/standalone.ts';
import { verdict } from '../../../builders/verdict.ts';

/** Every view flags these nodes so. */
const flagged =
  (flag: string, ...flaggedPorts: Port[]): NonNullable<ClusterChange['member']> =>
  (member, port) =>
    flaggedPorts.includes(port) ? { ...member, flags: [flag] } : member;

const without = (first: number, last: number) => (member: ClusterMember) =>
  portOf(member.nodeId) === 7001 ? { ...member, slots: [[0, first - 1] as const, [last + 1, 5460] as const] } : member;

const judged = (change: ClusterChange) => verdict(rule, { now: clusterFacts(change) });

describe('topology/slot-uncovered', () => {
  test('passes while every slot has an owner that nobody suspects', () => {
    expect(judged({})).toMatchObject({ status: 'pass' });
  });

  test('fails when no node names an owner for a slot', () => {
    expect(judged({ member: without(100, 101) })).toMatchObject({
      status: 'fail',
      severity: 'critical',
      message: '2 of 16384 slots are not served: they have no owner that most nodes agree on',
      evidence: { slotCount: 2, gaps: [{ slots: '100-101', owner: null }] },
    });
  });

  test('passes when a single node has lost a slot from its view', () => {
    expect(judged({ viewOf: { 7001: members().map(without(100, 100)) } })).toMatchObject({ status: 'pass' });
  });

  test('fails when the owner is marked as failed and nobody has taken over', () => {
    expect(judged({ member: flagged('fail', 7001, 7004), nodes: { 7001: silent, 7004: silent } })).toMatchObject({
      status: 'fail',
      message: '5461 of 16384 slots are not served: their owner is marked as failed',
      evidence: { gaps: [{ slots: '0-5460', owner: '127.0.0.1:7001' }] },
    });
  });

  test('fails when two of three primaries died, so that nobody is marked as failed and all are suspected', () => {
    expect(judged({ member: flagged('fail?', 7001, 7002), nodes: { 7001: silent, 7002: silent } })).toMatchObject({
      status: 'fail',
      message: '10923 of 16384 slots are not served: their owner does not answer and every view suspects it',
    });
  });

  test.each<[string, ClusterChange]>([
    [
      'a silent owner that one view does not suspect yet',
      { nodes: { 7001: silent }, member: flagged('fail?', 7001), viewOf: { 7002: members() } },
    ],
    ['a suspected owner that answers the auditor', { member: flagged('fail?', 7001) }],
    ['a silent owner that the other nodes still trust', { nodes: { 7001: silent } }],
    ['a failed node that owns no slots', { member: flagged('fail', 7004), nodes: { 7004: silent } }],
    [
      'a suspected owner that the audit did not get to',
      {
        member: flagged('fail?', 7001),
        nodes: {
          7001: { ...silent, connection: { answered: false, attempts: 0, outcome: notAttempted(''), errorCodes: [] } },
        },
      },
    ],
  ])('passes for %s', (_, change) => {
    expect(judged(change)).toMatchObject({ status: 'pass' });
  });

  test('is unknown when no node told its view', () => {
    expect(judged({ everyNode: { view: failed('no-permission', 'NOPERM') } })).toMatchObject({
      status: 'unknown',
      missing: [{ fact: 'topology', reason: 'not-attempted' }],
    });
  });

  test('is skipped without cluster mode', () => {
    expect(verdict(rule, { now: standaloneFacts() })).toMatchObject({ status: 'skipped' });
  });
});
