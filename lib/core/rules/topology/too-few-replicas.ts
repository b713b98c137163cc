import { fail, pass, skip } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'topology/too-few-replicas',
  title: 'A shard has fewer replicas than declared',
  severity: 'warning',
  scope: 'shard',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['topology'],
  why:
    'The team has declared how many healthy replicas each shard is to have, and this one has fewer. It can still survive ' +
    'the loss of its primary, but not as many losses as were planned for.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO replication' },
    'If a replica is down, start it. Otherwise add one: `redis-cli --cluster add-node NEW EXISTING --cluster-slave`.',
    'If fewer are enough, declare `policy.minReplicas` so.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/scaling/'],
  limits:
    'With the default `policy.minReplicas: 1` it cannot fail. A replica counts as healthy until the other nodes mark it ' +
    'as failed.',
  check({ shard, topology, policy }) {
    const replicas = topology.members.filter(({ nodeId }) => shard.replicas.includes(nodeId));
    const healthy = replicas.filter((replica) => !replica.markedFailed).length;
    const evidence = { healthyReplicas: healthy, wantedReplicas: policy.minReplicas };
    if (healthy >= policy.minReplicas) return pass(evidence);
    if (healthy === 0) return skip('it has none at all: topology/shard-without-replica judges that');
    return fail(`${healthy} healthy replicas, policy.minReplicas is ${policy.minReplicas}`, evidence);
  },
});
