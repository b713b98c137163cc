import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'topology/cluster-state-fail',
  title: 'Nodes report that the cluster is down',
  severity: 'critical',
  scope: 'cluster',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  modes: ['cluster'],
  needs: ['cluster.info.cluster_state'],
  coverage: 'reachable',
  why:
    'A node whose cluster state is not `ok` refuses commands on keys with CLUSTERDOWN. It says so when slots have no ' +
    'owner, when an owner has failed, or when it cannot reach most primaries. If most nodes say it, clients have an ' +
    'outage now.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} CLUSTER INFO' },
    'If `cluster_slots_assigned` is below 16384, assign the missing slots; `redis-cli --cluster fix` does that.',
    'If `cluster_slots_fail` is above 0, bring the failed primary or one of its replicas back.',
    'If only few nodes say it, they are cut off from the majority: look at their network and at the cluster bus port.',
  ],
  links: [
    'https://redis.io/docs/latest/commands/cluster-info/',
    'https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/',
  ],
  limits: 'Nodes that do not answer are not asked. An outage that began and ended between two audits goes unseen.',
  check({ members }) {
    const states = members.map(({ node, fact }) => ({
      address: node.address,
      state: fact('cluster.info.cluster_state'),
    }));
    const down = states.filter(({ state }) => state !== 'ok');
    if (down.length === 0) return pass({ membersRead: states.length });
    const majority = down.length > states.length / 2;
    const share = majority ? 'the majority' : 'a minority';
    return fail(`cluster_state is not ok on ${down.length} of ${states.length} nodes that answered, ${share}`, {
      down,
      membersRead: states.length,
      majority,
    });
  },
});
