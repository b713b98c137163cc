import { formatAddress } from './address.ts';
import type { ClusterFacts, ClusterMember, NodeFacts, Role } from './facts.ts';
import { mergeSlotRanges, SLOT_COUNT, type SlotRange } from './slots.ts';

/** Node id → the members it lists, in the order of the reading. */
export type Views = ReadonlyMap<string, readonly ClusterMember[]>;

/** What the nodes agree on; in standalone mode what the primary's INFO says. */
export interface Topology {
  readonly shards: readonly Shard[];
  readonly members: readonly TopologyMember[];
  /** Slots for which no owner is named by more than half of the views. */
  readonly uncovered: readonly SlotRange[];
  readonly viewsRead: number;
}

/** A primary that owns slots, and its replicas. */
export interface Shard {
  /** First slot; keeps its meaning through a failover. */
  readonly id: string;
  readonly primary: string;
  readonly slots: readonly SlotRange[];
  readonly replicas: readonly string[];
}

export interface TopologyMember {
  readonly nodeId: string;
  readonly address: string;
  readonly hostname?: string;
  readonly role: Role;
  readonly primaryId?: string;
  /** First slot of its shard; absent for a primary without slots and its replicas. */
  readonly shard?: string;
  /** Flagged `fail` in more than half of the views. */
  readonly markedFailed: boolean;
  /** Views that flag it `fail` or `fail?`. */
  readonly suspectedBy: number;
}

/**
 * The topology that more than half of the views read agree on, slot by slot and member by member. One node that
 * sees things differently changes nothing, and none of the members that any view lists is left out, except entries
 * that are only being forgotten (`noaddr`) or only being met (`handshake`).
 */
export function agreeOnTopology(views: Views): Topology {
  const majority = views.size / 2;
  const counted = countEqual(views.values());
  const { slots, uncovered } = agreeOnSlots(counted, majority);
  const lines = linesByMember(counted);
  const shardOf = new Map([...slots].map(([owner, ranges]) => [owner, String(ranges[0]?.[0])]));
  const members = [...lines].map(([nodeId, seen]) =>
    agreeOnMember(nodeId, seen, { majority, shardOf, follows: ownWord(nodeId, views) }),
  );
  const shards = [...slots].map(([primary, ranges]) => ({
    id: String(ranges[0]?.[0]),
    primary,
    slots: ranges,
    replicas: members.filter((member) => member.primaryId === primary).map((member) => member.nodeId),
  }));
  return { shards: shards.sort((a, b) => Number(a.id) - Number(b.id)), members, uncovered, viewsRead: views.size };
}

/** A view, or a line of one, and how many nodes hold it. */
type Counted<T> = readonly [held: T, by: number];

/** How often each value occurs, by reference: nodes that hold the same view share one object. */
function countEqual<T>(values: Iterable<T>): readonly Counted<T>[] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts];
}

function linesByMember(
  views: readonly Counted<readonly ClusterMember[]>[],
): ReadonlyMap<string, readonly Counted<ClusterMember>[]> {
  const lines = new Map<string, Counted<ClusterMember>[]>();
  for (const [view, by] of views) {
    for (const member of view) {
      if (member.flags.includes('noaddr') || member.flags.includes('handshake')) continue;
      const seen = lines.get(member.nodeId);
      if (seen === undefined) lines.set(member.nodeId, [[member, by]]);
      else seen.push([member, by]);
    }
  }
  return lines;
}

/** Sweeps over the slots from one range boundary to the next, counting who is named as owner in between. */
function agreeOnSlots(
  views: readonly Counted<readonly ClusterMember[]>[],
  majority: number,
): { slots: Map<string, SlotRange[]>; uncovered: readonly SlotRange[] } {
  const changes = new Map<number, { owner: string; by: number }[]>([[0, []]]);
  const change = (slot: number, owner: string, by: number): void => {
    const list = changes.get(slot);
    if (list === undefined) changes.set(slot, [{ owner, by }]);
    else list.push({ owner, by });
  };
  for (const [view, by] of views) {
    for (const member of view) {
      if (member.role !== 'primary') continue;
      for (const [first, last] of member.slots) {
        change(first, member.nodeId, by);
        change(last + 1, member.nodeId, -by);
      }
    }
  }
  return sweep(changes, majority);
}

function sweep(
  changes: ReadonlyMap<number, readonly { owner: string; by: number }[]>,
  majority: number,
): { slots: Map<string, SlotRange[]>; uncovered: readonly SlotRange[] } {
  const votes = new Map<string, number>();
  const slots = new Map<string, SlotRange[]>();
  const uncovered: SlotRange[] = [];
  const boundaries = [...changes.keys()].filter((slot) => slot < SLOT_COUNT).sort((a, b) => a - b);
  for (const [index, first] of boundaries.entries()) {
    for (const { owner, by } of changes.get(first) ?? []) votes.set(owner, (votes.get(owner) ?? 0) + by);
    const range: SlotRange = [first, (boundaries[index + 1] ?? SLOT_COUNT) - 1];
    const owner = [...votes].find(([, count]) => count > majority)?.[0];
    if (owner === undefined) uncovered.push(range);
    else slots.set(owner, [...(slots.get(owner) ?? []), range]);
  }
  for (const [owner, ranges] of slots) slots.set(owner, [...mergeSlotRanges(ranges)]);
  return { slots, uncovered: mergeSlotRanges(uncovered) };
}

/**
 * The primary that a node itself says it replicates. It is the first to know: for seconds after a failover the others
 * go on calling the former primary one, without slots.
 */
function ownWord(nodeId: string, views: Views): string | undefined {
  const own = views.get(nodeId)?.find((member) => member.nodeId === nodeId);
  return own?.role === 'replica' ? own.primaryId : undefined;
}

function agreeOnMember(
  nodeId: string,
  seen: readonly Counted<ClusterMember>[],
  {
    majority,
    shardOf,
    follows,
  }: { majority: number; shardOf: ReadonlyMap<string, string>; follows?: string | undefined },
): TopologyMember {
  const replica = follows ?? mostCommon(seen, (line) => (line.role === 'replica' ? (line.primaryId ?? '') : undefined));
  const shard = shardOf.get(nodeId) ?? (replica === undefined ? undefined : shardOf.get(replica));
  const hostname = seen.find(([line]) => line.hostname !== undefined)?.[0].hostname;
  return {
    nodeId,
    address: mostCommon(seen, (line) => line.address) ?? '',
    ...(hostname === undefined ? {} : { hostname }),
    role: replica === undefined || shardOf.has(nodeId) ? 'primary' : 'replica',
    ...(replica === undefined || shardOf.has(nodeId) ? {} : { primaryId: replica }),
    ...(shard === undefined ? {} : { shard }),
    markedFailed: countWhere(seen, (line) => line.flags.includes('fail')) > majority,
    suspectedBy: countWhere(seen, (line) => line.flags.includes('fail') || line.flags.includes('fail?')),
  };
}

function countWhere(seen: readonly Counted<ClusterMember>[], matches: (line: ClusterMember) => boolean): number {
  return seen.reduce((sum, [line, by]) => (matches(line) ? sum + by : sum), 0);
}

function mostCommon<T>(seen: readonly Counted<ClusterMember>[], value: (line: ClusterMember) => T): T | undefined {
  const counts = new Map<T, number>();
  for (const [line, by] of seen) counts.set(value(line), (counts.get(value(line)) ?? 0) + by);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** The views of one reading, from nodes whose CLUSTER NODES could be read. */
export function viewsOf(
  facts: Pick<ClusterFacts, 'nodes' | 'views'>,
  reading: 'view' | 'recheckedView' = 'view',
): Views {
  const views = new Map<string, readonly ClusterMember[]>();
  for (const node of facts.nodes) {
    const view = node[reading];
    const members = view.state === 'ok' ? facts.views[view.value.viewId]?.members : undefined;
    if (members !== undefined) views.set(node.nodeId, members);
  }
  return views;
}

/**
 * One primary with replicas, cluster mode off: a single shard that owns everything, put together from INFO
 * replication of the nodes that answered. The primary is the node that says so and has the most replicas attached.
 */
function standaloneTopology(nodes: readonly NodeFacts[]): Topology {
  const infoOf = (node: NodeFacts) => (node.info.state === 'ok' ? node.info.value : undefined);
  const primaries = nodes.filter((node) => infoOf(node)?.fields.role === 'master');
  const primary = primaries.sort((a, b) => (infoOf(b)?.replicas.length ?? 0) - (infoOf(a)?.replicas.length ?? 0))[0];
  const named = replicasPrimary(nodes.map((node) => infoOf(node)?.fields ?? {}));
  const primaryId = primary?.nodeId ?? named;
  const members = nodes.map((node): TopologyMember => {
    const isPrimary = node.nodeId === primaryId || infoOf(node)?.fields.role === 'master';
    return {
      nodeId: node.nodeId,
      address: node.address,
      role: isPrimary ? 'primary' : 'replica',
      ...(isPrimary || primaryId === undefined ? {} : { primaryId }),
      ...(primaryId === undefined ? {} : { shard: '0' }),
      markedFailed: !node.connection.answered,
      suspectedBy: 0,
    };
  });
  const shard = primaryId === undefined ? [] : [standaloneShard(primaryId, members)];
  return { shards: shard, members, uncovered: [], viewsRead: primary === undefined ? 0 : 1 };
}

function standaloneShard(primary: string, members: readonly TopologyMember[]): Shard {
  const replicas = members.filter((member) => member.role === 'replica').map((member) => member.nodeId);
  return { id: '0', primary, slots: [[0, SLOT_COUNT - 1]], replicas };
}

/** The address that replicas name as their primary. */
function replicasPrimary(fields: readonly Readonly<Record<string, string>>[]): string | undefined {
  const replica = fields.find((each) => each.role === 'slave' && each.master_host !== undefined);
  return replica === undefined ? undefined : formatAddress(replica.master_host ?? '', Number(replica.master_port));
}

/** Facts never change, and several steps of an assessment ask. */
const known = new WeakMap<ClusterFacts, Topology | null>();

/** The topology that these facts show, by the cluster's mode; null when no node could say. */
export function topologyOf(facts: ClusterFacts): Topology | null {
  const found = known.get(facts);
  if (found !== undefined) return found;
  const topology = findTopology(facts);
  known.set(facts, topology);
  return topology;
}

function findTopology(facts: ClusterFacts): Topology | null {
  if (facts.mode === 'standalone') {
    const topology = standaloneTopology(facts.nodes);
    return topology.shards.length === 0 ? null : topology;
  }
  // Views that disagree are read twice: while a failover spreads, only the second reading shows what came of it.
  const views = new Map([...viewsOf(facts), ...viewsOf(facts, 'recheckedView')]);
  return views.size === 0 ? null : agreeOnTopology(views);
}
