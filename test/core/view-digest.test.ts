import { describe, expect, test } from '@jest/globals';
import type { ClusterMember } from '../../lib/core/facts.ts';
import type { Views } from '../../lib/core/topology.ts';
import { sharedEpochs, topologyDigest, viewsDisagree } from '../../lib/core/view-digest.ts';
import { members, nodeId, type Port, portOf, ports } from '../builders/facts.ts';

const healthy = members();

function change(port: Port, by: Partial<ClusterMember>): readonly ClusterMember[] {
  return healthy.map((member) => (portOf(member.nodeId) === port ? { ...member, ...by } : member));
}

const stranger: ClusterMember = {
  nodeId: nodeId(7999),
  address: '127.0.0.1:7999',
  role: 'primary',
  flags: ['handshake'],
  configEpoch: 1,
  linkConnected: false,
  slots: [],
};

describe('the digest of a view', () => {
  const same: readonly (readonly [string, readonly ClusterMember[]])[] = [
    ['the order of the lines', healthy.toReversed()],
    ['a member suspected or marked as failed', change(7001, { flags: ['fail'] })],
    ['a config epoch', change(7001, { configEpoch: 9 })],
    ['an address', change(7001, { address: '10.0.0.1:7001' })],
    ['a broken link', change(7001, { linkConnected: false })],
    [
      'a slot range in two pieces or given twice',
      change(7001, {
        slots: [
          [0, 99],
          [100, 5460],
          [0, 99],
        ],
      }),
    ],
    ['an entry that is only being met', [...healthy, stranger]],
    ['an entry that is only being forgotten', [...healthy, { ...stranger, flags: ['noaddr'] }]],
  ];
  test.each(same)('leaves out %s', (_, view) => {
    expect(topologyDigest(view)).toBe(topologyDigest(healthy));
  });

  const different: readonly (readonly [string, readonly ClusterMember[]])[] = [
    ['a member that is not listed', healthy.slice(1)],
    ['a member more', [...healthy, { ...stranger, flags: [] }]],
    ['the role of a member', change(7004, { role: 'primary' })],
    ["a replica's primary", change(7004, { primaryId: nodeId(7002) })],
    ['a slot', change(7001, { slots: [[0, 5459]] })],
  ];
  test.each(different)('counts %s', (_, view) => {
    expect(topologyDigest(view)).not.toBe(topologyDigest(healthy));
  });
});

describe('views disagree', () => {
  const views = (at: Partial<Record<Port, readonly ClusterMember[]>>): Views =>
    new Map(ports.map((port) => [nodeId(port), at[port] ?? healthy]));

  test('never when every node shows the same', () => {
    expect(viewsDisagree(views({}))).toBe(false);
  });

  test('when one node shows something else', () => {
    expect(viewsDisagree(views({ 7002: healthy.slice(1) }))).toBe(true);
  });

  test('when two slot owners carry one config epoch, even if every node shows them so', () => {
    const collided = change(7002, { configEpoch: 1 });
    expect(sharedEpochs(collided)).toEqual([1]);
    expect(viewsDisagree(new Map([[nodeId(7001), collided]]))).toBe(true);
  });

  test("not for replicas, which carry their primary's epoch, nor for primaries without slots", () => {
    const spare: ClusterMember = { ...stranger, flags: [] };
    expect(sharedEpochs([...healthy, spare])).toEqual([]);
  });

  test('not when nothing was read', () => {
    expect(viewsDisagree(new Map())).toBe(false);
  });
});
