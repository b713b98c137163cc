import { type CopiesReading, extendSeen } from './backup/copies.ts';
import { type Baseline, type BaselineNode, type Continuity, continuityOf } from './baseline.ts';
import { deepFreeze } from './deep-freeze.ts';
import { type ClusterFactName, type DeltaName, type FactName, isClusterFact } from './fact-names.ts';
import type { ClusterFacts, CommandStat, NodeFacts } from './facts.ts';
import { mapObserved, notAttempted, type Observed, ok } from './observed.ts';
import { noOwnState, type OwnState } from './own-state.ts';
import { readFact } from './read-fact.ts';
import type { PreviousName } from './rule.ts';
import { shardKeysOf } from './shard-keys.ts';
import { type Topology, viewsOf } from './topology.ts';

/** Looks facts up by name, of one member or of the cluster as a whole. */
export interface FactSource {
  now(name: FactName): Observed<unknown>;
  before(name: PreviousName): Observed<unknown>;
  delta(name: DeltaName): Observed<unknown>;
  /** Seconds between the two readings of a delta or of the slow log; 0 when there are not two. */
  seconds(name: DeltaName | 'slowlog'): number;
}

const noEarlierAudit = notAttempted('there is no earlier audit to compare with');
const noViews = notAttempted('no node told of its cluster in this audit');
const ofOneNode = notAttempted('a fact of one node');

/**
 * Facts about the cluster as a whole, which nobody can change.
 *
 * @param copies what is known of the sets off its hosts
 * @param own what is known of the auditor itself
 */
export function wideSource(
  facts: ClusterFacts,
  baseline: Baseline,
  topology: Topology | null,
  copies: Observed<CopiesReading>,
  own: OwnState = noOwnState,
): FactSource {
  const views = viewsOf(facts);
  const earlierViews = viewsOf(baseline.lastViews);
  const now: Record<ClusterFactName, Observed<unknown>> = {
    topology: topology === null ? noViews : ok(topology),
    views: views.size === 0 ? noViews : ok(views),
    'views.recheck': ok(viewsOf(facts, 'recheckedView')),
    'shard.keys': ok(shardKeysOf(facts, topology)),
    addresses: ok(Object.fromEntries(facts.nodes.map(({ nodeId, address }) => [nodeId, address]))),
    intrinsic: facts.intrinsic,
    copies,
    'copies.seen': mapObserved(copies, (reading) => ok(extendSeen(undefined, reading))),
    'auditor.deliveries': own.deliveries,
    'auditor.snapshot': own.snapshot,
    'auditor.silences': own.silences,
  };
  const before: Partial<Record<PreviousName, Observed<unknown>>> = {
    topology: baseline.topology === null ? noEarlierAudit : ok(baseline.topology),
    views: earlierViews.size === 0 ? noEarlierAudit : ok(earlierViews),
    'shard.keys': Object.keys(baseline.shardKeys).length === 0 ? noEarlierAudit : ok(baseline.shardKeys),
    addresses: ok(Object.fromEntries(Object.entries(baseline.nodes).map(([id, { facts }]) => [id, facts.address]))),
    'copies.seen': baseline.copies === undefined ? noEarlierAudit : ok(baseline.copies),
  };
  return {
    now: (name) => (isClusterFact(name) ? deepFreeze(now[name]) : ofOneNode),
    before: (name) => deepFreeze(before[name] ?? ofOneNode),
    delta: () => ofOneNode,
    seconds: () => 0,
  };
}

/** Facts of one member; names of the cluster's facts are passed on. Each is looked up once, however many rules ask, and nobody can change it. */
export function memberSource(node: NodeFacts, before: BaselineNode | undefined, wide: FactSource): FactSource {
  const comparable = comparability(node, before);
  const now = remembered(
    (name: FactName): Observed<unknown> => (isClusterFact(name) ? wide.now(name) : readFact(node, name)),
  );
  const earlier = remembered((name: PreviousName): Observed<unknown> => {
    if (isClusterFact(name)) return wide.before(name);
    return before === undefined ? noEarlierAudit : readFact(before.facts, name);
  });
  const delta = remembered((name: DeltaName) =>
    mapObserved(comparable(name), () =>
      mapObserved(now(name), (later) => mapObserved(earlier(name), (then) => ok(subtract(later, then)))),
    ),
  );
  return { now, before: earlier, delta, seconds: (name) => secondsBetween(node, before, name) };
}

function remembered<N>(look: (name: N) => Observed<unknown>): (name: N) => Observed<unknown> {
  const seen = new Map<N, Observed<unknown>>();
  return (name) => {
    const known = seen.get(name);
    if (known !== undefined) return known;
    const found = look(name);
    // Nobody can change a number or a text, and most facts are one.
    if (found.state !== 'ok' || typeof found.value === 'object') deepFreeze(found);
    seen.set(name, found);
    return found;
  };
}

const whyNotComparable: Record<Exclude<Continuity, 'same-process'>, string> = {
  'first-audit': 'this node has not been audited before, so nothing can be compared yet',
  restarted: 'the process is another one than at the last audit, so its counters began anew',
  'statistics-reset': 'the statistics were reset since the last audit (CONFIG RESETSTAT)',
};

/** Whether two readings may be subtracted; worked out once for each node. */
function comparability(node: NodeFacts, before: BaselineNode | undefined): (name: DeltaName) => Observed<true> {
  if (node.info.state !== 'ok') return () => node.info as Observed<never>;
  const continuity = continuityOf(before, node.info.value);
  if (continuity !== 'same-process') return () => notAttempted(whyNotComparable[continuity]);
  const runId = node.info.value.fields.run_id;
  return (name) => {
    const reading = before?.readings[partOf(name)];
    return reading === undefined || reading.runId !== runId ? notAttempted(whyNotComparable['first-audit']) : ok(true);
  };
}

/** `info.stats.sync_full` is read with `info.stats`. */
function partOf(name: DeltaName | 'slowlog'): string {
  const end = name.indexOf('.', name.indexOf('.') + 1);
  return end === -1 ? name : name.slice(0, end);
}

function secondsBetween(node: NodeFacts, before: BaselineNode | undefined, name: DeltaName | 'slowlog'): number {
  const reading = before?.readings[partOf(name)];
  if (reading === undefined || node.info.state !== 'ok') return 0;
  const now = Number(node.info.value.fields.server_time_usec);
  // Its clock saw the counters; where it was set back, that of whoever asked has to do.
  if (reading.serverTimeUsec !== undefined && now > reading.serverTimeUsec) return (now - reading.serverTimeUsec) / 1e6;
  return (Date.parse(node.collectedAt) - Date.parse(reading.collectedAt)) / 1000;
}

function subtract(now: unknown, then: unknown): unknown {
  if (typeof now === 'number' && typeof then === 'number') return now - then;
  const [a, b] = [now as CommandStat, then as CommandStat];
  return {
    calls: a.calls - b.calls,
    usec: a.usec - b.usec,
    rejectedCalls: a.rejectedCalls - b.rejectedCalls,
    failedCalls: a.failedCalls - b.failedCalls,
  } satisfies CommandStat;
}
