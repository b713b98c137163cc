import type { FellowReader } from './rule.ts';
import type { Topology } from './topology.ts';

type Replica = FellowReader<'info.server.run_id' | 'info.stats.sync_full'>;

/**
 * Replicas of a primary for which a full resync is what has to happen: they are new to it, or another process than at
 * the last audit, or one whose statistics were reset since.
 *
 * @returns those, and the ones that could not be read and may be among them
 */
export function beganAnew<R extends Replica>(
  primary: string,
  fellows: readonly R[],
  topologies: { readonly now: Topology; readonly before: Topology },
): { readonly joined: readonly R[]; readonly unread: readonly R[] } {
  const present = replicasOf(topologies.now, primary);
  const known = replicasOf(topologies.before, primary);
  const replicas = fellows.filter((fellow) => present.includes(fellow.node.nodeId));
  const unread = replicas.filter((replica) => replica.maybe('info.server.run_id') === undefined);
  const joined = replicas.filter(
    (replica) => !unread.includes(replica) && (!known.includes(replica.node.nodeId) || hasBegunAnew(replica)),
  );
  return { joined, unread };
}

function hasBegunAnew(replica: Replica): boolean {
  return replica.observedDelta('info.stats.sync_full').state !== 'ok';
}

function replicasOf(topology: Topology, id: string): readonly string[] {
  return topology.shards.find(({ primary }) => primary === id)?.replicas ?? [];
}
