import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';
import { countCommonSlots, countSlots } from '../../slots.ts';
import type { Topology } from '../../topology.ts';

export const rule = defineRule({
  id: 'topology/failover-happened',
  title: 'A replica took over a shard',
  severity: 'warning',
  scope: 'shard',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['topology'],
  previous: ['topology'],
  optional: ['info.replication.master_replid2'],
  mutes: ['topology/node-restarted', 'replication/full-resync', 'config/changed-since-last-run'],
  why:
    'Since the previous audit the slots of this shard moved to a node that was a replica of their owner. Unless somebody ' +
    'asked for it, the former primary failed or was cut off, and the writes its replica had not received yet are lost.',
  fix: [
    'If nobody asked for it, find out why: the log of the former primary, its host and its network at that time.',
    { run: 'redis-cli -h {host} -p {port} INFO replication' },
    'See that the former primary is back as a replica, so that the shard can survive the next failure.',
    'If roles must sit on certain hosts, move them back with CLUSTER FAILOVER on the former primary, in a quiet hour.',
  ],
  links: [
    'https://redis.io/docs/latest/commands/cluster-failover/',
    'https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/',
  ],
  limits:
    'It compares two audits: a failover that was undone in between is not seen, and one that was asked for looks like ' +
    'one that was not.',
  check({ shard, topology, primary, previous }) {
    const former = previous('topology').shards.find((old) => old.replicas.includes(shard.primary));
    const [moved, total] = [countCommonSlots(former?.slots ?? [], shard.slots), countSlots(shard.slots)];
    if (former === undefined || moved * 2 <= total) return pass();
    const oldPrimary = addressOf(former.primary, topology, previous('topology'));
    const olderHistory = primary?.maybe('info.replication.master_replid2');
    return fail(`a replica took over ${moved} of its ${total} slots from ${oldPrimary}`, {
      formerPrimary: oldPrimary,
      newPrimary: addressOf(shard.primary, topology, previous('topology')),
      slotsMoved: moved,
      // All zeros: it keeps no history of the former primary, which can then only come back by a full resync.
      formerPrimaryMayResyncInPart: olderHistory === undefined ? null : !/^0+$/.test(olderHistory),
    });
  },
});

function addressOf(nodeId: string, ...topologies: readonly Topology[]): string {
  const members = topologies.flatMap((topology) => topology.members);
  return members.find((member) => member.nodeId === nodeId)?.address ?? nodeId;
}
