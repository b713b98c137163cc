import type { History } from '../../history/read-model.ts';
import type { ClusterDetails } from '../page-data.ts';
import { changeParts } from './changes.ts';
import { latencyParts } from './latency.ts';
import { lossParts } from './loss.ts';
import { nodeLists } from './node-list.ts';
import type { Part } from './overview.ts';
import { persistenceParts } from './persistence.ts';
import { slowParts } from './slow.ts';
import type { Steps } from './steps.ts';
import { topologiesOf, visitParts } from './topologies.ts';

/** As long as nothing but the overview has been read. */
export const noDetails: ClusterDetails = {
  nodes: [],
  slow: { step: 0, shapes: [], cells: [] },
  latency: { bands: [], stalls: [], events: [] },
  loss: { shards: [] },
  persistence: { nodes: [], saves: [] },
  topologies: [],
  changes: [],
};

/** Everything of a cluster that its overview does not show. */
export async function detailParts(
  history: History,
  { from, to, step }: Steps,
): Promise<(cluster: string) => Part<ClusterDetails>> {
  const nodesOf = await nodeLists(history);
  const [slowOf, latencyOf, lossOf] = await Promise.all([
    slowParts(history, to - from),
    latencyParts(history, step),
    lossParts(history, step),
  ]);
  const [persistenceOf, visitsOf, changesOf] = await Promise.all([
    persistenceParts(history),
    visitParts(history),
    changeParts(history),
  ]);
  return (id) => {
    const nodes = nodesOf(id);
    const [slow, visits] = [slowOf(id, nodes), visitsOf(id)];
    const page: ClusterDetails = {
      nodes: nodes.nodes,
      slow: slow.page,
      latency: latencyOf(id, nodes),
      loss: lossOf(id),
      persistence: persistenceOf(id, nodes),
      topologies: topologiesOf(visits),
      changes: changesOf(id, visits),
    };
    return { page, leftOut: slow.leftOut };
  };
}
