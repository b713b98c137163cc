import { describe, expect, test } from '@jest/globals';
import type { ClusterMember, ClusterView } from '../../../../lib/core/facts.ts';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/topology/views-disagree.ts';
import { clusterFacts, members, type NodeChange, nodeId, type Port, portOf, ports } from '../../../builders/facts.ts';
import { standaloneFacts } from '../../../builders/standalone.ts';
import { verdict } from '../../../builders/verdict.ts';

const pictures: Readonly<Record<string, ClusterView>> = {
  common: { members: members() },
  without7004: { members: members().filter((member) => portOf(member.nodeId) !== 7004) },
  collided: {
    members: members().map((member) => (portOf(member.nodeId) === 7002 ? { ...member, configEpoch: 1 } : member)),
  },
  // 7004 has taken over from 7001, which only some have heard to be a replica now.
  heard: { members: promoted({ role: 'replica', primaryId: nodeId(7004) }) },
  notHeard: { members: promoted({}) },
  suspecting: { members: members().map((member): ClusterMember => ({ ...member, flags: ['fail?'] })) },
};

function promoted(former: Partial<ClusterMember>): readonly ClusterMember[] {
  return members().map((member) => {
    const { primaryId: _primaryId, ...rest } = member;
    if (portOf(member.nodeId) === 7001) return { ...member, slots: [], ...former };
    return portOf(member.nodeId) === 7004 ? { ...rest, role: 'primary', slots: [[0, 5460]] } : member;
  });
}

/** What a node shows at the first reading, and at the second one, if there is one. */
const shows = (first: string, second?: string): NodeChange => ({
  view: ok({ viewId: first, openSlots: [] }),
  ...(second === undefined ? {} : { recheckedView: ok({ viewId: second, openSlots: [] }) }),
});

const judged = (everyNode: NodeChange, nodes: Partial<Record<Port, NodeChange>> = {}) =>
  verdict(rule, { now: { ...clusterFacts({ everyNode, nodes }), views: pictures } });

describe('topology/views-disagree', () => {
  test('passes while all nodes show the same', () => {
    expect(judged(shows('common'))).toMatchObject({ status: 'pass', evidence: { viewsRead: 6 } });
  });

  test('passes over what nodes may see differently, such as health flags', () => {
    expect(judged(shows('common'), { 7002: shows('suspecting') })).toMatchObject({ status: 'pass' });
  });

  test('fails when they still disagree at the second reading, and says who sees whom differently', () => {
    const finding = judged(shows('common', 'common'), { 7002: shows('without7004', 'without7004') });
    expect(finding).toMatchObject({
      status: 'fail',
      severity: 'critical',
      message: '6 nodes hold 2 different pictures of the cluster, in two readings 2000 ms apart',
      evidence: { seenDifferently: ['127.0.0.1:7004'], sharedEpochs: [] },
    });
    expect(finding.evidence.pictures).toContainEqual({ heldBy: ['127.0.0.1:7002'], members: 5, slots: 16384 });
  });

  test('passes when they agree at the second reading: word was on its way', () => {
    const now = judged(shows('common', 'common'), { 7002: shows('without7004', 'common') });
    expect(now).toMatchObject({ status: 'pass', evidence: { settledWithinMs: 2000 } });
  });

  test('is unknown while they only differ in whom a node without slots follows, as after every failover', () => {
    const now = judged(shows('notHeard', 'notHeard'), { 7001: shows('heard', 'heard') });
    expect(now).toMatchObject({ status: 'unknown', message: 'they differ only in whom a node without slots follows' });
    const owners = judged(shows('common', 'common'), { 7001: shows('heard', 'heard') });
    expect(owners).toMatchObject({ status: 'fail' });
  });

  test('fails when two slot owners share a config epoch at both readings', () => {
    expect(judged(shows('collided', 'collided'))).toMatchObject({
      status: 'fail',
      message: 'two slot owners share config epoch 1, in two readings 2000 ms apart',
      evidence: { sharedEpochs: [1] },
    });
  });

  test('is unknown when the node that disagreed was not read again', () => {
    const notAgain = { ...shows('without7004'), recheckedView: failed('timeout', 'no reply within 2000 ms') };
    expect(judged(shows('common', 'common'), { 7002: notAgain })).toMatchObject({
      status: 'unknown',
      message: 'the first views disagree, and only 5 of 6 were read again',
    });
  });

  test('is unknown when only one of several nodes told its view', () => {
    const silent: NodeChange = { view: failed('timeout', 'no reply within 2000 ms') };
    const others = Object.fromEntries(ports.slice(1).map((port) => [port, silent]));
    expect(judged(shows('common'), others)).toMatchObject({ status: 'unknown' });
  });

  test('passes for a cluster of one node', () => {
    const alone = { members: members().filter((member) => member.nodeId === nodeId(7001)) };
    const facts = clusterFacts();
    const now = { ...facts, nodes: facts.nodes.slice(0, 1), views: { common: alone } };
    expect(verdict(rule, { now })).toMatchObject({ status: 'pass' });
  });

  test('is unknown when no node told its view', () => {
    expect(judged({ view: failed('no-permission', 'NOPERM') })).toMatchObject({
      status: 'unknown',
      missing: [{ fact: 'views' }],
    });
  });

  test('is skipped without cluster mode', () => {
    expect(verdict(rule, { now: standaloneFacts() })).toMatchObject({ status: 'skipped' });
  });
});
