import type { MissReason } from '../../core/observed.ts';
import type { AuditResult, NodeResult } from '../../core/result.ts';
import { wasRead } from './places.ts';
import { reasonWords } from './reasons.ts';

/** Nodes, or one part of the visit on some nodes, that could not be read for the same reason. */
export interface Unread {
  /** `CONFIG GET`; absent when the whole node is meant. */
  readonly part?: string;
  readonly reason: string;
  readonly nodes: readonly NodeResult[];
}

/** Whole nodes first, then parts of nodes that were read otherwise. What this audit does not ask is not missed. */
export function unreadOf(result: AuditResult): readonly Unread[] {
  const silent = result.nodes.filter((node) => !wasRead(node));
  const whole = [...Map.groupBy(silent, whyUnread)].map(([reason, nodes]) => ({ reason, nodes }));
  const missed = result.nodes
    .filter(wasRead)
    .flatMap((node) =>
      Object.entries(node.facts).flatMap(([part, state]) => (isMissed(state, part) ? [{ node, part, state }] : [])),
    );
  const parts = [...Map.groupBy(missed, ({ part, state }) => `${part} ${state}`).values()].map((each) => ({
    part: partNames[each[0]?.part ?? ''] ?? each[0]?.part ?? '',
    reason: each[0] === undefined ? '' : reasonWords(each[0].state),
    nodes: each.map(({ node }) => node),
  }));
  return [...whole, ...parts];
}

/** Parts of a visit by the command that brings them. */
const partNames: Readonly<Record<string, string>> = {
  ping: 'PING',
  info: 'INFO',
  config: 'CONFIG GET',
  clusterInfo: 'CLUSTER INFO',
  nodes: 'CLUSTER NODES',
  slowlog: 'SLOWLOG',
  latency: 'LATENCY',
  latencyDoctor: 'LATENCY DOCTOR',
  aclDefault: 'ACL LIST',
  replicaClients: 'CLIENT LIST',
  clientBuffers: 'CLIENT LIST',
  latencyHistogram: 'LATENCY HISTOGRAM',
  commandlog: 'COMMANDLOG',
  slotStats: 'CLUSTER SLOT-STATS',
  aclUsers: 'ACL LIST',
  ownRights: 'ACL DRYRUN',
  resolvedName: 'the host name',
};

/** Parts that only newer servers have: where they are not there, nobody misses them. */
const ofSomeServers: ReadonlySet<string> = new Set(['commandlog', 'slotStats']);

function isMissed(state: 'ok' | MissReason, part = ''): state is MissReason {
  return state !== 'ok' && state !== 'not-attempted' && !(state === 'unsupported' && ofSomeServers.has(part));
}

function whyUnread(node: NodeResult): string {
  const states = [node.facts.connection, ...Object.values(node.facts)];
  return reasonWords(
    (states.find((state) => state !== undefined && isMissed(state)) as MissReason | undefined) ?? 'not-attempted',
  );
}
