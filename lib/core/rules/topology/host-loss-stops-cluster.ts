import { fail, pass, skip } from '../../finding.ts';
import { hostOf, isLoopback } from '../../hosts.ts';
import { defineRule } from '../../rule.ts';
import type { Topology } from '../../topology.ts';

export const rule = defineRule({
  id: 'topology/host-loss-stops-cluster',
  title: 'The loss of one host would stop the cluster',
  severity: 'warning',
  scope: 'cluster',
  providers: ['self-managed'],
  modes: ['cluster'],
  needs: ['topology'],
  why:
    'A failover needs the votes of more than half of the primaries. If one host carries half of them, its loss leaves too ' +
    'few to vote and nobody is promoted; if it carries a whole shard, the slots of that shard are gone with it.',
  fix: [
    'The evidence names the host. Move roles first, that costs nothing: on a replica elsewhere of a primary there,',
    { run: 'redis-cli -h REPLICA -p PORT CLUSTER FAILOVER' },
    'Then place members so that no host holds a primary and its replica, nor as many primaries as half: with three ' +
      'hosts, each with one primary and the replica of another.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/scaling/'],
  limits:
    'Hosts are told by the announced IP: two addresses of one machine count as two hosts. It is not judged where members ' +
    'are on loopback.',
  check({ fact }) {
    const topology = fact('topology');
    if (topology.members.some(({ address }) => isLoopback(hostOf(address)))) return skip('members are on loopback');
    const primaries = tooManyPrimaries(topology);
    const shards = wholeShards(topology);
    const problems = [
      ...primaries.map(({ host, count }) => `${host} carries ${count} of ${topology.shards.length} primaries`),
      ...shards.map(({ host, shard }) => `${host} carries every member of shard ${shard}`),
    ];
    if (problems.length === 0) return pass({ primaries: topology.shards.length });
    return fail(problems.join('; '), { primaries, shards });
  },
});

/** Hosts with half of the primaries or more. */
function tooManyPrimaries({ shards, members }: Topology) {
  const hosts = Map.groupBy(shards, ({ primary }) => hostIn(members, primary));
  const counts = [...hosts].map(([host, group]) => ({ host, count: group.length }));
  return counts.filter(({ count }) => count * 2 >= shards.length);
}

/** Shards that have replicas, all of them where their primary is. */
function wholeShards({ shards, members }: Topology) {
  return shards.flatMap(({ id, primary, replicas }) => {
    const host = hostIn(members, primary);
    const together = replicas.length > 0 && replicas.every((replica) => hostIn(members, replica) === host);
    return together ? [{ shard: id, host }] : [];
  });
}

function hostIn(members: Topology['members'], nodeId: string): string {
  return hostOf(members.find((member) => member.nodeId === nodeId)?.address ?? nodeId);
}
