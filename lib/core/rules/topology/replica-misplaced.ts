import { formatAddress } from '../../address.ts';
import type { ClusterMember } from '../../facts.ts';
import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';
import { formatSlotRanges } from '../../slots.ts';

export const rule = defineRule({
  id: 'topology/replica-misplaced',
  title: 'A replica is not where it belongs',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  modes: ['cluster'],
  needs: ['nodes', 'views', 'info.replication.role'],
  // Of a replica.
  optional: ['info.replication.master_host', 'info.replication.master_port'],
  // While a failover spreads, views and replication change one after the other.
  failureThreshold: 2,
  why:
    'The node follows nobody, or another replica, or claims slots itself, or replicates another node than the cluster ' +
    'believes. It would not take over for the primary it is counted for, and its copy may be of another shard.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO replication' },
    { run: 'redis-cli -h {host} -p {port} CLUSTER NODES' },
    'Give it the right primary, by its id; it then copies everything from it:',
    { run: 'redis-cli -h {host} -p {port} CLUSTER REPLICATE PRIMARY-ID' },
  ],
  links: ['https://redis.io/docs/latest/commands/cluster-replicate/'],
  check({ node, fact, maybe, fellows }) {
    const view = fact('views').get(node.nodeId) ?? [];
    const own = view.find((member) => member.nodeId === node.nodeId);
    if (own === undefined) return pass();
    const role = fact('info.replication.role') === 'master' ? 'primary' : 'replica';
    const host = maybe('info.replication.master_host');
    const follows = host === undefined ? null : formatAddress(host, maybe('info.replication.master_port') ?? 0);
    // What its primary has open, a replica of Valkey from 8.0 on has too.
    const ofPrimary = fellows.find((each) => each.node.role === 'primary')?.maybe('nodes')?.openSlots ?? [];
    const openSlots = fact('nodes').openSlots.filter((each) => !ofPrimary.includes(each));
    const problems = [
      ...(role === own.role ? [] : [`INFO says ${role}, CLUSTER NODES says ${own.role}`]),
      ...(own.role === 'replica' ? problemsOf(own, openSlots, view, follows) : []),
    ];
    const evidence = { role, roleInView: own.role, follows, primaryId: own.primaryId ?? null };
    return problems.length === 0 ? pass(evidence) : fail(problems.join('; '), evidence);
  },
});

function problemsOf(
  own: ClusterMember,
  openSlots: readonly string[],
  view: readonly ClusterMember[],
  follows: string | null,
): readonly string[] {
  const primary = view.find((member) => member.nodeId === own.primaryId);
  return [
    ...(primary === undefined ? ['its primary is unknown'] : []),
    ...(primary?.role === 'replica' ? [`its primary ${primary.address} is a replica itself`] : []),
    ...(own.slots.length === 0 ? [] : [`it claims the slots ${formatSlotRanges(own.slots)}`]),
    ...(openSlots.length === 0 ? [] : [`it has open slots: ${openSlots.length}`]),
    ...(isElsewhere(follows, primary, view) ? [`it replicates ${follows} instead of ${primary?.address}`] : []),
  ];
}

/**
 * Whether it replicates somebody else. Ports are compared only where they are those of members: replication may use
 * another port than the one that is announced, as with TLS for one of the two.
 */
function isElsewhere(
  follows: string | null,
  primary: ClusterMember | undefined,
  view: readonly ClusterMember[],
): boolean {
  if (follows === null || primary === undefined || follows === primary.address) return false;
  const host = (address: string): string => address.slice(0, address.lastIndexOf(':'));
  return host(follows) !== host(primary.address) || view.some(({ address }) => address === follows);
}
