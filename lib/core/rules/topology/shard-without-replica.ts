import { fail, pass, skip } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'topology/shard-without-replica',
  title: 'A shard has no healthy replica',
  severity: 'critical',
  scope: 'shard',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['topology'],
  why:
    'If the primary of this shard fails now, nobody can take over: its slots are down until the same node comes back, ' +
    'and if its disk is lost, the data is lost with it.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO replication' },
    'If a replica is down, start it. A former primary that comes back joins as a replica by itself.',
    'Otherwise add one: `redis-cli --cluster add-node NEW EXISTING --cluster-slave`, or CLUSTER REPLICATE on a spare node.',
    'If this shard is meant to run without a replica, declare `policy.minReplicas: 0`.',
  ],
  links: [
    'https://redis.io/docs/latest/operate/oss_and_stack/management/scaling/',
    'https://redis.io/docs/latest/commands/cluster-replicate/',
  ],
  limits: 'A replica counts as healthy until the other nodes mark it as failed; how far it lags is not judged here.',
  check({ shard, topology, policy }) {
    if (policy.minReplicas === 0) return skip('policy.minReplicas is 0');
    const replicas = topology.members.filter(({ nodeId }) => shard.replicas.includes(nodeId));
    const healthy = replicas.filter((replica) => !replica.markedFailed);
    if (healthy.length > 0) return pass({ healthyReplicas: healthy.length });
    const listed = replicas.length === 0 ? 'none is listed' : `${replicas.length} listed, all marked as failed`;
    return fail(`no healthy replica: ${listed}, policy.minReplicas is ${policy.minReplicas}`, {
      healthyReplicas: 0,
      wantedReplicas: policy.minReplicas,
      failedReplicas: replicas.map((replica) => replica.address),
    });
  },
});
