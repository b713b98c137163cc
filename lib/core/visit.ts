import type { ClusterMember, NodeFacts } from './facts.ts';
import type { Absent } from './observed.ts';

/** What one visit asks; the same for every node but for the view. */
export interface VisitPlan {
  /** Connections tried before a node counts as unreachable. */
  readonly attempts: number;
  /** Longest silence accepted, for the connection and then for each batch of questions. */
  readonly timeoutMs: number;
  /** PINGs one by one before anything else; null for none. */
  readonly ping: { readonly warmUp: number; readonly samples: number } | null;
  readonly infoSections: readonly string[];
  readonly config: readonly string[];
  readonly view: boolean;
  readonly clusterInfo: boolean;
  /** Most slow-log entries to fetch: it bounds how long the node is held. 0 asks for none. */
  readonly slowlogEntries: number;
  readonly latency: boolean;
  readonly latencyDoctor: boolean;
  readonly aclDefault: boolean;
  readonly replicaClients: boolean;
  /** Of an encrypted connection: when the certificates end that the node shows. It costs the node nothing. */
  readonly certificates: boolean;
  /** What few rules want. */
  readonly further: readonly FurtherQuestion[];
}

/** Questions that are asked, or left out, each for itself. */
export const furtherQuestions = [
  'acl.users',
  'acl.own-rights',
  'clients.buffers',
  'latency.histogram',
  'commandlog',
  'slot-stats',
  'dns',
] as const;

export type FurtherQuestion = (typeof furtherQuestions)[number];

/** What one visit brought back, before the node's place in the cluster is known. */
export interface Visit {
  /** Without `nodeId`, which the node itself or the views of others tell, and without references to shared views. */
  readonly facts: Omit<NodeFacts, 'nodeId' | 'address' | 'view' | 'recheckedView'>;
  readonly view: ViewReading;
}

/** One node's CLUSTER NODES as read. */
export type ViewReading =
  | {
      readonly state: 'read';
      readonly self: string | null;
      readonly members: readonly ClusterMember[];
      readonly openSlots: readonly string[];
    }
  | { readonly state: 'absent'; readonly reason: Absent };

/** Every part of a visit but the connection and the views. */
export type VisitParts = Omit<
  NodeFacts,
  'nodeId' | 'address' | 'collectedAt' | 'connection' | 'view' | 'recheckedView'
>;

/** No part was read, all for one reason. */
export function nothingRead(why: Absent): VisitParts {
  return {
    ping: why,
    info: why,
    config: why,
    clusterInfo: why,
    slowlog: why,
    latency: why,
    latencyDoctor: why,
    aclDefault: why,
    replicaClients: why,
    clientBuffers: why,
    latencyHistogram: why,
    commandlog: why,
    slotStats: why,
    aclUsers: why,
    ownRights: why,
    resolvedName: why,
  };
}

/** A visit that brought nothing, all of it for one reason. */
export function emptyVisit(why: Absent, attempts = 0): Visit {
  const connection = { answered: false, attempts, outcome: why, errorCodes: [] };
  return {
    facts: { collectedAt: '', connection, ...nothingRead(why) },
    view: { state: 'absent', reason: why },
  };
}
