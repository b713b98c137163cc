import type { History } from '../../history/read-model.ts';
import type { PageNode } from '../page-data.ts';
import { byCluster, textIn } from './values.ts';

/** The nodes of one cluster, and where each of them is in the list. */
export interface NodeList {
  readonly nodes: readonly PageNode[];
  /** @returns undefined for a node that is not in the list */
  readonly placeOf: (nodeId: string) => number | undefined;
}

/** Every node that was a member, with its newest address, in the order of addresses. */
export async function nodeLists(history: History): Promise<(cluster: string) => NodeList> {
  const rows = await history.rows(`
    SELECT cluster, node_id, arg_max(address, seen) AS address FROM (
      SELECT cluster, node_id, address, due_at AS seen FROM nodes
      UNION ALL SELECT cluster, node_id, address, due_at AS seen FROM slowlog
    ) GROUP BY cluster, node_id`);
  const of = byCluster(rows);
  return (cluster) => {
    const nodes = of(cluster)
      .map((row) => ({ id: textIn(row, 'node_id'), address: textIn(row, 'address') }))
      .sort((a, b) => a.address.localeCompare(b.address, 'en', { numeric: true }));
    const places = new Map(nodes.map(({ id }, index) => [id, index]));
    return { nodes, placeOf: (nodeId) => places.get(nodeId) };
  };
}
