import type { BaselineNode } from './baseline.ts';
import type { ClusterFacts } from './facts.ts';
import { listedIds } from './membership.ts';
import { DAY_MS } from './time-span.ts';

type Nodes = Readonly<Record<string, BaselineNode>>;

/** Days for which a node that is not there any more is remembered: it may have been taken out for maintenance. */
const KEEP_DAYS = 7;

/**
 * Without nodes that have not answered for a week, and that nobody lists any more. Whoever replaces a node has another
 * id, so that all nodes that there ever were would else be written and read at each audit.
 */
export function withoutForgotten(nodes: Nodes, facts: ClusterFacts): Nodes {
  const oldest = new Date(Date.parse(facts.startedAt) - KEEP_DAYS * DAY_MS).toISOString();
  const isOld = ({ facts: { collectedAt } }: BaselineNode): boolean => collectedAt < oldest;
  if (!Object.values(nodes).some(isOld)) return nodes;
  const there = new Set([...listedIds(facts), ...facts.nodes.map(({ nodeId }) => nodeId)]);
  return Object.fromEntries(Object.entries(nodes).filter(([id, node]) => !isOld(node) || there.has(id)));
}
