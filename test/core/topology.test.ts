import { describe, expect, test } from '@jest/globals';
import type { ClusterMember } from '../../lib/core/facts.ts';
import { ok } from '../../lib/core/observed.ts';
import { agreeOnTopology, topologyOf } from '../../lib/core/topology.ts';
import { clusterFacts, members, nodeId } from '../builders/facts.ts';

const change = (port: number, changed: Partial<ClusterMember>): readonly ClusterMember[] =>
  members().map((member) => (member.nodeId === nodeId(port) ? { ...member, ...changed } : member));

/** Views of 7001 to 7006: the given ones, the rest healthy. */
function viewsWith(
  different: Readonly<Record<number, readonly ClusterMember[]>>,
): Map<string, readonly ClusterMember[]> {
  return new Map([7001, 7002, 7003, 7004, 7005, 7006].map((port) => [nodeId(port), different[port] ?? members()]));
}

describe('what the nodes agree on', () => {
  test('a healthy cluster has three shards, each with its replica', () => {
    expect(agreeOnTopology(viewsWith({})).shards).toEqual([
      { id: '0', primary: nodeId(7001), slots: [[0, 5460]], replicas: [nodeId(7004)] },
      { id: '5461', primary: nodeId(7002), slots: [[5461, 10922]], replicas: [nodeId(7005)] },
      { id: '10923', primary: nodeId(7003), slots: [[10923, 16383]], replicas: [nodeId(7006)] },
    ]);
  });

  test('one node that gives a slot to another owner changes nothing', () => {
    const odd = change(7001, { slots: [[0, 5461]] });
    expect(agreeOnTopology(viewsWith({ 7001: odd })).uncovered).toEqual([]);
    expect(agreeOnTopology(viewsWith({ 7001: odd })).shards[0]?.slots).toEqual([[0, 5460]]);
  });

  test('a slot that half of the nodes give to another owner has none', () => {
    const odd = change(7001, { slots: [[1, 5460]] });
    const topology = agreeOnTopology(viewsWith({ 7001: odd, 7002: odd, 7003: odd }));
    expect(topology.uncovered).toEqual([[0, 0]]);
    expect(topology.shards[0]?.id).toBe('1');
  });

  test('a member that only one node still knows is known', () => {
    const without = members().filter((member) => member.nodeId !== nodeId(7004));
    const views = new Map([...viewsWith({})].map(([id]) => [id, id === nodeId(7001) ? members() : without]));
    expect(agreeOnTopology(views).members.map((member) => member.nodeId)).toContain(nodeId(7004));
  });

  test.each(['noaddr', 'handshake'])('an entry flagged %s is no member', (flag) => {
    const odd = change(7004, { flags: [flag] });
    const views = viewsWith(Object.fromEntries([7001, 7002, 7003, 7004, 7005, 7006].map((port) => [port, odd])));
    expect(agreeOnTopology(views).members.map((member) => member.nodeId)).not.toContain(nodeId(7004));
  });

  test.each([
    [3, false],
    [4, true],
  ])('a node that %i of six flag as failed is failed: %s', (count, failed) => {
    const odd = change(7002, { flags: ['fail'] });
    const views = viewsWith(Object.fromEntries([7001, 7003, 7004, 7005].slice(0, count).map((port) => [port, odd])));
    const member = agreeOnTopology(views).members.find((each) => each.nodeId === nodeId(7002));
    expect(member).toMatchObject({ markedFailed: failed, suspectedBy: count });
  });

  test('a former primary is a replica by its own word, while the others still call it a primary without slots', () => {
    const promoted = change(7004, { role: 'primary', slots: [[0, 5460]] });
    const asOthersSee = promoted.map((member) => (member.nodeId === nodeId(7001) ? { ...member, slots: [] } : member));
    const asItSees = asOthersSee.map(
      (member): ClusterMember =>
        member.nodeId === nodeId(7001) ? { ...member, role: 'replica', primaryId: nodeId(7004) } : member,
    );
    const others = Object.fromEntries([7002, 7003, 7004, 7005, 7006].map((port) => [port, asOthersSee]));
    const topology = agreeOnTopology(viewsWith({ ...others, 7001: asItSees }));
    expect(topology.shards[0]).toMatchObject({ primary: nodeId(7004), replicas: [nodeId(7001)] });
    expect(topology.members.find((member) => member.nodeId === nodeId(7001))).toMatchObject({
      role: 'replica',
      primaryId: nodeId(7004),
      shard: '0',
    });
  });

  test('a suspicion is counted and does not fail a node', () => {
    const odd = change(7002, { flags: ['fail?'] });
    const views = viewsWith({ 7001: odd, 7003: odd, 7004: odd, 7005: odd, 7006: odd });
    const member = agreeOnTopology(views).members.find((each) => each.nodeId === nodeId(7002));
    expect(member).toMatchObject({ markedFailed: false, suspectedBy: 5 });
  });
});

describe('the topology of facts', () => {
  test('is that of the second reading where a failover was spreading during the first one', () => {
    const after = members().map((member): ClusterMember => {
      const { primaryId: _primaryId, ...rest } = member;
      if (member.nodeId === nodeId(7004)) return { ...rest, role: 'primary', slots: [[0, 5460]] };
      return member.nodeId === nodeId(7001)
        ? { ...member, role: 'replica', primaryId: nodeId(7004), slots: [] }
        : member;
    });
    const views = { viewOf: { 7004: after, 7005: after, 7006: after } };
    expect(topologyOf(clusterFacts(views))?.uncovered).toEqual([[0, 5460]]);
    const settled = { recheckedView: ok({ viewId: 'view-7004', openSlots: [] }) };
    const topology = topologyOf(clusterFacts({ ...views, everyNode: settled }));
    expect(topology).toMatchObject({ uncovered: [], viewsRead: 6 });
    expect(topology?.shards[0]).toMatchObject({ primary: nodeId(7004), replicas: [nodeId(7001)] });
  });

  test('is not known when nobody told of the cluster', () => {
    const absent = { view: { state: 'failed', reason: 'no-permission', detail: '' } } as const;
    expect(topologyOf(clusterFacts({ everyNode: absent }))).toBeNull();
  });
});
