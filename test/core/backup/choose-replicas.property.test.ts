import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { topologyOf } from '../../../lib/core/topology.ts';
import type { NodeChange, Port } from '../../builders/facts.ts';
import { GIB, planOf, ports, type SavingChange, savingFacts } from './saving-cluster.ts';

/** Anything that a node may say of itself. */
const node: fc.Arbitrary<NodeChange> = fc
  .record({
    role: fc.constantFrom('slave', 'slave', 'slave', 'master', undefined),
    master_link_status: fc.constantFrom('up', 'up', 'up', 'down'),
    loading: fc.constantFrom(0, 0, 0, 1),
    rdb_bgsave_in_progress: fc.constantFrom(0, 0, 0, 1),
    slave_repl_offset: fc.nat(6_000_000),
    used_memory_rss: fc.constantFrom(1, 1, 1, 3, 12).map((gib) => gib * GIB),
  })
  .map((info) => ({ info, replicas: [] }));

const cluster: fc.Arbitrary<SavingChange> = fc.record({
  nodes: fc.record(Object.fromEntries(ports.map((port) => [port, node])) as Record<Port, typeof node>),
  follows: fc.record({
    7004: fc.constantFrom<Port>(7001, 7002, 7003),
    7005: fc.constantFrom<Port>(7001, 7002, 7003),
    7006: fc.constantFrom<Port>(7001, 7002, 7003),
  }),
  hosts: fc.record(
    Object.fromEntries(ports.map((port) => [port, fc.constantFrom('a', 'b', 'c')])) as Record<
      Port,
      fc.Arbitrary<string>
    >,
  ),
});

test('whatever the nodes say: no primary saves, no two at once on a host, and every replica has its reason', () => {
  fc.assert(
    fc.property(cluster, (change) => {
      const facts = savingFacts(change);
      const topology = topologyOf(facts);
      const plan = planOf(facts);
      const infoOf = new Map(
        facts.nodes.map(({ nodeId, info }) => [nodeId, info.state === 'ok' ? info.value.fields : {}]),
      );
      const primaries = new Set(topology?.shards.map(({ primary }) => primary));
      for (const { shard, chosen, round, replicas } of plan.shards) {
        expect(replicas.every(({ reason }) => reason !== '')).toBe(true);
        expect(replicas.map(({ nodeId }) => nodeId).sort()).toEqual(
          [...(topology?.shards.find(({ id }) => id === shard)?.replicas ?? [])].sort(),
        );
        expect(replicas.filter(({ verdict }) => verdict === 'chosen').length).toBe(chosen === null ? 0 : 1);
        expect(plan.rounds.filter((each) => each.includes(shard)).length).toBe(chosen === null ? 0 : 1);
        if (chosen === null) {
          expect(replicas.every(({ verdict }) => verdict === 'refused')).toBe(true);
          continue;
        }
        expect(primaries.has(chosen.nodeId)).toBe(false);
        expect(infoOf.get(chosen.nodeId)).toMatchObject({
          role: 'slave',
          master_link_status: 'up',
          rdb_bgsave_in_progress: '0',
        });
        expect(plan.rounds[(round ?? 0) - 1]).toContain(shard);
      }
      for (const round of plan.rounds) {
        const savers = plan.shards.filter(({ shard }) => round.includes(shard));
        const hosts = savers.map(({ chosen }) => chosen?.address.split(':')[0]);
        expect(new Set(hosts).size).toBe(hosts.length);
      }
    }),
    { numRuns: 500 },
  );
});

test('the order in which nodes and views come changes nothing', () => {
  fc.assert(
    fc.property(cluster, fc.array(fc.nat()), (change, keys) => {
      const facts = savingFacts(change);
      const shuffled = facts.nodes
        .map((each, index) => [keys[index] ?? 0, each] as const)
        .toSorted(([a], [b]) => a - b)
        .map(([, each]) => each);
      expect(planOf({ ...facts, nodes: shuffled })).toEqual(planOf(facts));
    }),
    { numRuns: 200 },
  );
});
