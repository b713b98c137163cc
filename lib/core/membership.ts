import { formatAddress } from './address.ts';
import type { ClusterFacts, ClusterMode, NodeFacts } from './facts.ts';
import type { Visit } from './visit.ts';

/** Somebody to visit: an address, and the id under which others know it. */
export interface Candidate {
  readonly address: string;
  /** Undefined for a seed, which has to say itself who it is. */
  readonly nodeId?: string;
}

/** Members that a visit tells of, in either mode; entries that are only being met or forgotten left out. */
export function candidatesFrom(visit: Visit): readonly Candidate[] {
  if (visit.view.state === 'read') {
    return visit.view.members
      .filter((member) => !member.flags.includes('noaddr') && !member.flags.includes('handshake'))
      .map(({ nodeId, address }) => ({ nodeId, address }));
  }
  return standaloneCandidates(visit.facts.info);
}

/** A replica names its primary, a primary its replicas; port 0 is an RDB download. */
function standaloneCandidates(observed: NodeFacts['info']): readonly Candidate[] {
  if (observed.state !== 'ok' || modeOf(observed) !== 'standalone') return [];
  const { fields, replicas } = observed.value;
  const primary =
    fields.role === 'slave' && fields.master_host
      ? [formatAddress(fields.master_host, Number(fields.master_port))]
      : [];
  const attached = replicas
    .filter((replica) => replica.port > 0)
    .map((replica) => formatAddress(replica.ip, replica.port));
  return [...primary, ...attached].map((address) => ({ address, nodeId: address }));
}

/** Whether a node runs in cluster mode, by its own word; undefined when it did not say. Valkey 8 calls the field `server_mode`. */
export function modeOf(observed: NodeFacts['info']): ClusterMode | undefined {
  if (observed.state !== 'ok') return undefined;
  const mode = observed.value.fields.redis_mode ?? observed.value.fields.server_mode;
  return mode === undefined ? undefined : mode === 'cluster' ? 'cluster' : 'standalone';
}

/**
 * Whose view is read when there are too many nodes to ask all: CLUSTER NODES of every node costs the square of their
 * number. The sample moves on with each minute, so that in time every node's view is read.
 *
 * @param scheduledAt ISO 8601
 */
export function sampleViews(nodeIds: readonly string[], size: number, scheduledAt: string): ReadonlySet<string> {
  const sorted = [...nodeIds].sort();
  const turn = Math.floor(Date.parse(scheduledAt) / 60_000);
  const first = (turn * size) % Math.max(sorted.length, 1);
  const wrapped = [...sorted.slice(first), ...sorted.slice(0, first)];
  return new Set(wrapped.slice(0, size));
}

const compared = ['cluster_known_nodes', 'cluster_size', 'cluster_slots_assigned', 'cluster_current_epoch'];

/** Nodes whose counts and epoch in CLUSTER INFO are not those that most nodes report: their whole view is worth reading. */
export function deviatingNodes(nodes: readonly Pick<NodeFacts, 'nodeId' | 'clusterInfo'>[]): readonly string[] {
  const summaries = [...summariesOf(nodes)];
  const counts = new Map<string, number>();
  for (const [, summary] of summaries) counts.set(summary, (counts.get(summary) ?? 0) + 1);
  const usual = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
  return summaries.filter(([, summary]) => summary !== usual).map(([nodeId]) => nodeId);
}

/** Nodes whose view was read, or was left out since they count as one does whose view was read. */
export function nodesHeard(nodes: readonly Pick<NodeFacts, 'nodeId' | 'clusterInfo' | 'view'>[]): ReadonlySet<string> {
  const summaries = summariesOf(nodes);
  const read = nodes.filter(({ view }) => view.state === 'ok').map(({ nodeId }) => nodeId);
  const counted = new Set(read.flatMap((nodeId) => summaries.get(nodeId) ?? []));
  const leftOut = nodes.filter(({ view }) => view.state === 'not-attempted').map(({ nodeId }) => nodeId);
  return new Set([...read, ...leftOut.filter((nodeId) => counted.has(summaries.get(nodeId) ?? ''))]);
}

/** Ids of whom any node lists, as a member or as one that it cannot reach. */
export function listedIds({ views }: Pick<ClusterFacts, 'views'>): ReadonlySet<string> {
  return new Set(Object.values(views).flatMap(({ members }) => members.map(({ nodeId }) => nodeId)));
}

function summariesOf(nodes: readonly Pick<NodeFacts, 'nodeId' | 'clusterInfo'>[]): ReadonlyMap<string, string> {
  return new Map(
    nodes.flatMap(({ nodeId, clusterInfo }) =>
      clusterInfo.state === 'ok' ? [[nodeId, compared.map((key) => clusterInfo.value[key]).join(' ')] as const] : [],
    ),
  );
}
