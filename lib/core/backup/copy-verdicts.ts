import type { ClusterFacts } from '../facts.ts';
import { formatSlotRanges } from '../slots.ts';
import { topologyOf } from '../topology.ts';
import { type CopiedShard, isWhole } from './manifest.ts';
import type { SavePlan, ShardPlan } from './save-plan.ts';

const again = 'Run it again.';

/** Why nothing was asked of a shard. */
export function notCopied(
  { shard, slots, chosen, replicas }: ShardPlan,
  why: 'no-replica' | 'out-of-time' | 'host-taken',
): CopiedShard {
  const common = { shard, slots, node: chosen, roleBefore: null, roleAfter: null, durationMs: 0, rdb: null };
  if (why === 'out-of-time')
    return {
      ...common,
      outcome: 'refused',
      problem: 'the time was up before its turn came',
      todo: 'Give it more time.',
    };
  if (why === 'host-taken')
    return { ...common, outcome: 'refused', problem: 'a fork that failed may still run on its host', todo: again };
  const reasons = replicas.map(({ address, reason }) => `${address}: ${reason}`).join('; ');
  return {
    ...common,
    outcome: 'no-replica',
    problem:
      replicas.length === 0 ? 'it has no replica, and a primary is never asked' : `no replica is fit (${reasons})`,
    todo: replicas.length === 0 ? 'Give the shard a replica.' : 'See to what speaks against its replicas.',
  };
}

/** What a run saw. */
interface RunReading {
  readonly plan: SavePlan;
  readonly shards: readonly CopiedShard[];
  readonly before: ClusterFacts;
  /** Null when the members could not be visited again. */
  readonly after: ClusterFacts | null;
}

/** Why a set is not the whole cluster, a clause each; empty when it is. */
export function problemsOf({ plan, shards, before, after }: RunReading): readonly string[] {
  const missing = shards.filter((shard) => !isWhole(shard));
  return [
    ...(shards.length === 0 ? ['the cluster has no shards'] : []),
    ...(plan.uncovered.length === 0 ? [] : [`nobody owned slots ${formatSlotRanges(plan.uncovered)}`]),
    ...missing.map(({ shard, outcome, problem }) => `shard ${shard} (${outcome}): ${problem ?? 'it is not whole'}`),
    ...movements(before, after),
  ];
}

/** RDBs of different moments hold every key only while each key stays where it is. */
function movements(before: ClusterFacts, after: ClusterFacts | null): readonly string[] {
  const [ownedBefore, ownedAfter] = [ownership(before), after === null ? null : ownership(after)];
  if (after === null || ownedAfter === null)
    return ['whether slots moved meanwhile is not known: the members could not be visited again'];
  const open = new Set([...openSlots(before), ...openSlots(after)]);
  return [
    ...(ownedBefore === ownedAfter ? [] : ['slots moved from one shard to another meanwhile']),
    ...(open.size === 0 ? [] : [`${open.size === 1 ? 'a slot was' : `${open.size} slots were`} being moved`]),
  ];
}

/** Which slots belong together: a failover changes nothing about it. */
function ownership(facts: ClusterFacts): string | null {
  const topology = topologyOf(facts);
  return topology === null ? null : JSON.stringify(topology.shards.map(({ slots }) => slots));
}

/** `100->-id` and `100-<-id` are one slot. */
function openSlots({ nodes }: ClusterFacts): readonly string[] {
  const open = nodes.flatMap(({ view }) => (view.state === 'ok' ? view.value.openSlots : []));
  return open.map((slot) => slot.split('-')[0] ?? slot);
}
