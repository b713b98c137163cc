import { fail, pass, skip, unknown } from '../../finding.ts';
import { wasUp } from '../../link-age.ts';
import { defineRule, type MemberReader } from '../../rule.ts';
import type { Views } from '../../topology.ts';

export const rule = defineRule({
  id: 'replication/no-promotable-replica',
  title: 'No replica of a shard could take over',
  severity: 'critical',
  scope: 'shard',
  role: 'replica',
  providers: ['self-managed'],
  needs: ['topology'],
  // A shard without replicas is none of its business, so it needs nothing of them.
  optional: [
    'views',
    'info.server.uptime_in_seconds',
    'info.replication.master_link_status',
    'info.replication.master_link_down_since_seconds',
    'info.replication.slave_priority',
    'config.cluster-replica-validity-factor',
    'config.cluster-node-timeout',
    'config.repl-ping-replica-period',
  ],
  why:
    'The shard has replicas, and none of them would be promoted if its primary failed now: its slots would be down until ' +
    'somebody acts. Replicas that may not fail over, or are cut off for too long, do not stand for election.',
  fix: [
    'A replica that may not take over (`nofailover`): allow it, on the replica,',
    { run: 'redis-cli -h REPLICA -p PORT CONFIG SET cluster-replica-no-failover no' },
    'One that is cut off: mend its link to the primary, see `replication/link-down`.',
    'If the primary is down already and old data is better than none, on the replica:',
    { run: 'redis-cli -h REPLICA -p PORT CLUSTER FAILOVER TAKEOVER' },
  ],
  links: [
    'https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/',
    'https://redis.io/docs/latest/commands/cluster-failover/',
  ],
  limits:
    'A cluster does not look at `replica-priority`; without cluster mode it is the only thing that is looked at, as ' +
    'Sentinel does. A replica that loads or lags counts as one that could take over.',
  check({ shard, topology, run, members, maybe }) {
    const healthy = topology.members.filter(
      ({ nodeId, markedFailed }) => shard.replicas.includes(nodeId) && !markedFailed,
    );
    if (healthy.length === 0) return skip('it has no healthy replica: topology/shard-without-replica judges that');
    const judged = healthy.flatMap(({ nodeId, address }) => {
      const member = members.find(({ node }) => node.nodeId === nodeId);
      const why = run.mode === 'cluster' ? whyNotInCluster(nodeId, maybe('views'), member) : whyNotBySentinel(member);
      return why === undefined ? [] : [{ replica: address, why }];
    });
    const evidence = { judged };
    if (judged.some(({ why }) => why === null)) return pass(evidence);
    if (judged.length < healthy.length) return unknown('replicas that could take over could not be read', evidence);
    const each = judged.map(({ replica, why }) => `${replica} ${why}`);
    return fail(`none of its replicas could take over: ${each.join('; ')}`, evidence);
  },
});

type Replica = MemberReader<
  never,
  never,
  never,
  | 'info.server.uptime_in_seconds'
  | 'info.replication.master_link_status'
  | 'info.replication.master_link_down_since_seconds'
  | 'info.replication.slave_priority'
  | 'config.cluster-replica-validity-factor'
  | 'config.cluster-node-timeout'
  | 'config.repl-ping-replica-period'
>;

const barred = new WeakMap<Views, ReadonlySet<string>>();

/** Who is said by any node to stay out of elections. Looked up once for all shards. */
function barredIn(views: Views): ReadonlySet<string> {
  const known = barred.get(views);
  if (known !== undefined) return known;
  const lines = [...views.values()].flatMap((view) => view.filter(({ flags }) => flags.includes('nofailover')));
  const found = new Set(lines.map(({ nodeId }) => nodeId));
  barred.set(views, found);
  return found;
}

/** Why it would not stand for election; null when it would, undefined when nobody can tell. */
function whyNotInCluster(nodeId: string, views: Views | undefined, member: Replica | undefined) {
  if (views !== undefined && barredIn(views).has(nodeId)) return 'may not (nofailover)';
  const link = member?.maybe('info.replication.master_link_status');
  if (member === undefined || link === undefined) return undefined;
  if (link === 'up') return null;
  const since = member.maybe('info.replication.master_link_down_since_seconds');
  const uptime = member.maybe('info.server.uptime_in_seconds') ?? 0;
  const [seconds, longest] = [wasUp(since, uptime) ? since : uptime, longestCutOff(member)];
  if (longest === undefined) return undefined;
  if (seconds <= longest) return null;
  // The server takes a link that was never up for one that is down for ever, also where the process is weeks old.
  return wasUp(since, uptime)
    ? `is cut off for ${seconds} s, above ${longest} s`
    : 'has had no link to its primary yet';
}

/** Node timeout × validity factor + ping period (Redis Cluster specification); without end for factor 0. */
function longestCutOff(member: Replica): number | undefined {
  const factor = Number(member.maybe('config.cluster-replica-validity-factor') ?? Number.NaN);
  const timeoutMs = Number(member.maybe('config.cluster-node-timeout') ?? Number.NaN);
  const pingSeconds = Number(member.maybe('config.repl-ping-replica-period') ?? Number.NaN);
  if (factor === 0) return Number.POSITIVE_INFINITY;
  const longest = (timeoutMs * factor) / 1000 + pingSeconds;
  return Number.isNaN(longest) ? undefined : longest;
}

function whyNotBySentinel(member: Replica | undefined) {
  const priority = member?.maybe('info.replication.slave_priority');
  return priority === undefined ? undefined : priority === 0 ? 'has replica-priority 0' : null;
}
