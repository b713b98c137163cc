import type { ClusterFacts } from './facts.ts';
import { nodesHeard } from './membership.ts';
import { type Topology, topologyOf } from './topology.ts';

/**
 * The topology on the word of a majority of primaries: what it leaves out is gone. Of a large cluster only a sample is
 * asked for its views, and the others by their counts.
 *
 * @returns null when fewer primaries were heard, and in standalone mode, where nobody votes
 */
export function settledTopology(facts: ClusterFacts): Topology | null {
  const topology = facts.mode === 'cluster' ? topologyOf(facts) : null;
  if (topology === null) return null;
  const heard = nodesHeard(facts.nodes);
  const primaries = topology.shards.map(({ primary }) => primary);
  return primaries.filter((nodeId) => heard.has(nodeId)).length > primaries.length / 2 ? topology : null;
}
