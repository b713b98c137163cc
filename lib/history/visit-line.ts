import type { ClusterFacts, NodeFacts } from '../core/facts.ts';
import { type Topology, topologyOf } from '../core/topology.ts';

/** A member of the cluster as one audit found it, in the order of node ids. */
export interface VisitedMember {
  readonly nodeId: string;
  readonly address: string;
  /** It replied in this audit. */
  readonly answered: boolean;
  /** Of a replica, its link to the primary: `up` or `down`; null where nobody told. */
  readonly link: string | null;
  /** Half-moved slots: `100->-id`, `100-<-id`. */
  readonly openSlots: readonly string[];
}

/** One line for each audit: who belonged to the cluster, and how the place that measures stood still. */
export function visitLine(facts: ClusterFacts): string {
  const { schemaVersion, runId, cluster, audit, scheduledAt, mode, intrinsic } = facts;
  const head = { schemaVersion, kind: 'visit', runId, clusterId: cluster.id, audit, scheduledAt };
  const topology = topologyOf(facts);
  return JSON.stringify({
    ...head,
    mode,
    provider: cluster.provider,
    stallUs: intrinsic.state === 'ok' ? intrinsic.value.longestStallUs : undefined,
    topology: topology === null ? undefined : inOrder(topology),
    members: facts.nodes.map(memberOf).toSorted(byId),
  });
}

/** The same cluster makes the same text, whoever was asked first. */
function inOrder({ members, ...rest }: Topology): Topology {
  return { ...rest, members: members.toSorted(byId) };
}

function memberOf({ nodeId, address, connection, info, view }: NodeFacts): VisitedMember {
  return {
    nodeId,
    address,
    answered: connection.answered,
    link: info.state === 'ok' ? (info.value.fields.master_link_status ?? null) : null,
    openSlots: view.state === 'ok' ? view.value.openSlots : [],
  };
}

function byId(a: { readonly nodeId: string }, b: { readonly nodeId: string }): number {
  return a.nodeId < b.nodeId ? -1 : 1;
}
