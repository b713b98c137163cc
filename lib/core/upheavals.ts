import type { ClusterFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { countCommonSlots, formatSlotRanges } from './slots.ts';
import { type Shard, type Topology, topologyOf } from './topology.ts';

/** Something that was done to a shard, or befell it, and after which warnings about it come and go by themselves. */
export interface Upheaval {
  readonly kind: 'failover' | 'reshard';
  /** Scheduled time of the audit that saw it begin. */
  readonly from: string;
  /** Until then what is no more than a warning about the shard waits. */
  readonly until: string;
}

/** First slot of a shard → what an audit sees happening to it; null when the audit cannot tell. */
export type SeenUpheavals = ReadonlyMap<string, Upheaval['kind']> | null;

/** A reshard is no upheaval any more but a state when it has gone on for so many quiet times. */
const LONGEST_RESHARD = 12;

const FAILOVER_RULE = 'topology/failover-happened';

/** The rule that sees an upheaval. It is told at once, whatever else waits for that to be over. */
export function isUpheavalItself(rule: string): boolean {
  return rule === FAILOVER_RULE;
}

/**
 * What an audit sees happening: a replica that took over, open slots, slots that have another owner than before.
 *
 * @param previous topology of the audit before; null when there was none, or when these facts are older
 */
export function upheavalsIn(
  facts: ClusterFacts,
  findings: readonly Finding[],
  previous: Topology | null,
): SeenUpheavals {
  const topology = topologyOf(facts);
  if (topology === null) return null;
  const failovers = findings.filter(({ rule, status }) => rule === FAILOVER_RULE && status === 'fail');
  return new Map([
    ...[...withOpenSlots(facts, topology), ...withMovedSlots(topology, previous)].map((id) => [id, 'reshard'] as const),
    ...failovers.map(({ resource }) => [resource.id, 'failover'] as const),
  ]);
}

function withOpenSlots(facts: ClusterFacts, { members }: Topology): readonly string[] {
  const open = facts.nodes.filter(({ view }) => view.state === 'ok' && view.value.openSlots.length > 0);
  const ids = new Set(open.map(({ nodeId }) => nodeId));
  return members.flatMap(({ nodeId, shard }) => (ids.has(nodeId) && shard !== undefined ? [shard] : []));
}

/** Both of them: the shard that has the slots, and the one that had them. */
function withMovedSlots({ shards }: Topology, previous: Topology | null): readonly string[] {
  if (previous === null) return [];
  const formerOf = (shard: Shard): Shard | undefined =>
    previous.shards.find(({ primary }) => primary === shard.primary) ??
    previous.shards.find(({ replicas }) => replicas.includes(shard.primary));
  const pairs = shards.map((shard) => ({ shard, former: formerOf(shard) }));
  const changed = pairs.filter(
    ({ shard, former }) => former === undefined || formatSlotRanges(former.slots) !== formatSlotRanges(shard.slots),
  );
  return changed.flatMap(({ shard, former }) => {
    const givers = changed.filter(
      (other) => other.former !== undefined && other.former !== former && took(shard, other.former),
    );
    const fromOthers = previous.shards.some((old) => old !== former && took(shard, old));
    return fromOthers ? [shard.id, ...givers.map((giver) => giver.shard.id)] : [];
  });
}

function took(shard: Shard, former: Shard): boolean {
  return countCommonSlots(shard.slots, former.slots) > 0;
}

/** What the state remembers after an audit. */
export function rememberUpheavals(
  before: Readonly<Record<string, Upheaval>>,
  seen: SeenUpheavals,
  at: string,
  quietSeconds: number,
): Readonly<Record<string, Upheaval>> {
  if (seen === null) return before;
  const lasting = Object.entries(before).filter(([shard, { until }]) => seen.has(shard) || at < until);
  const now = [...seen].map(([shard, kind]) => [shard, extended(before[shard], kind, at, quietSeconds)] as const);
  return Object.fromEntries([...lasting, ...now]);
}

/** A failover begins anew each time; a reshard that is seen again is the same one, up to a bound. */
function extended(before: Upheaval | undefined, kind: Upheaval['kind'], at: string, quietSeconds: number): Upheaval {
  if (kind === 'failover' || before?.kind !== 'reshard') return { kind, from: at, until: later(at, quietSeconds) };
  const bound = later(before.from, quietSeconds * LONGEST_RESHARD);
  const until = later(at, quietSeconds);
  return { ...before, until: until < bound ? until : bound };
}

function later(time: string, seconds: number): string {
  return new Date(Date.parse(time) + seconds * 1000).toISOString();
}
