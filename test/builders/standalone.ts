import type { ClusterFacts } from '../../lib/core/facts.ts';
import { unsupported } from '../../lib/core/observed.ts';
import { type ClusterChange, clusterFacts, nodeId } from './facts.ts';

/** 7001 as a plain primary with 7004 as its replica, cluster mode off. */
export function standaloneFacts(change: ClusterChange = {}): ClusterFacts {
  const off = unsupported('ERR This instance has cluster support disabled');
  const facts = clusterFacts({ ...change, everyNode: { view: off, clusterInfo: off, ...change.everyNode } });
  const nodes = facts.nodes.filter((node) => [nodeId(7001), nodeId(7004)].includes(node.nodeId));
  return { ...facts, mode: 'standalone', nodes, views: {} };
}
