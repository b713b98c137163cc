import { chooseReplicas } from '../../../lib/core/backup/choose-replicas.ts';
import type { SavePlan } from '../../../lib/core/backup/save-plan.ts';
import type { ClusterFacts } from '../../../lib/core/facts.ts';
import { topologyOf } from '../../../lib/core/topology.ts';
import {
  type ClusterChange,
  clusterFacts,
  type NodeChange,
  nodeId,
  type Port,
  portOf,
  ports,
} from '../../builders/facts.ts';

/** What a test says of one node, on top of a healthy cluster that all of its replicas could save. */
export interface SavingChange {
  readonly nodes?: Partial<Record<Port, NodeChange>>;
  /** Port of a replica → port of the primary that it follows. */
  readonly follows?: Partial<Record<Port, Port>>;
  /** Port → host; without one a node is alone on `10.0.0.<last digit>`. */
  readonly hosts?: Partial<Record<Port, string>>;
  readonly flags?: Partial<Record<Port, readonly string[]>>;
  readonly rest?: Omit<ClusterChange, 'nodes' | 'everyNode' | 'member'>;
}

export const GIB = 2 ** 30;

export function savingFacts({ nodes, follows = {}, hosts = {}, flags = {}, rest }: SavingChange = {}): ClusterFacts {
  return clusterFacts({
    ...rest,
    everyNode: { info: { total_system_memory: 16 * GIB, rdb_last_cow_size: 0 } },
    ...(nodes === undefined ? {} : { nodes }),
    member: (member, port) => ({
      ...member,
      address: `${hosts[port] ?? `10.0.0.${port - 7000}`}:${port}`,
      ...(follows[port] === undefined ? {} : { primaryId: nodeId(follows[port]) }),
      flags: flags[port] ?? [],
    }),
  });
}

export function planOf(facts: ClusterFacts): SavePlan {
  const topology = topologyOf(facts);
  if (topology === null) throw new Error('the builder makes a cluster that can be seen');
  return chooseReplicas(topology, facts);
}

/** Port of a replica → what was decided and why, `refused: it is reading its dataset`. */
export function verdicts(plan: SavePlan): Readonly<Record<number, string>> {
  const all = plan.shards.flatMap(({ replicas }) => replicas);
  return Object.fromEntries(
    all.map(({ nodeId: id, verdict, reason, notes }) => [portOf(id), `${verdict}: ${[reason, ...notes].join('; ')}`]),
  );
}

/** Ports of the chosen, by shard; null where there is none. */
export function chosenPorts(plan: SavePlan): readonly (number | null)[] {
  return plan.shards.map(({ chosen }) => (chosen === null ? null : portOf(chosen.nodeId)));
}

export { ports };
