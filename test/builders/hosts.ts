import type { ClusterFacts } from '../../lib/core/facts.ts';
import { type Port, portOf } from './facts.ts';

/** The same facts with nodes announced on other hosts. */
export function onHosts(facts: ClusterFacts, hosts: Partial<Record<Port, string>>): ClusterFacts {
  const addressOf = (nodeId: string, otherwise: string): string => {
    const port = portOf(nodeId);
    return hosts[port] === undefined ? otherwise : `${hosts[port]}:${port}`;
  };
  const moved = <T extends { readonly nodeId: string; readonly address: string }>(each: T): T => ({
    ...each,
    address: addressOf(each.nodeId, each.address),
  });
  const views = Object.entries(facts.views).map(([id, { members }]) => [id, { members: members.map(moved) }] as const);
  return { ...facts, nodes: facts.nodes.map(moved), views: Object.fromEntries(views) };
}
