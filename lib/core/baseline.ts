import { type CopiesReading, type CopiesSeen, extendSeen } from './backup/copies.ts';
import { clusterCounters, counterFields, flagFields, numberFields, textFields } from './fact-names.ts';
import type { ClusterFacts, ClusterView, Info, NodeFacts } from './facts.ts';
import { withoutForgotten } from './forgotten-nodes.ts';
import { mapObserved, type Observed, ok } from './observed.ts';
import { countsNoNewErrors } from './parse/error-words.ts';
import { extendShardKeys, type ShardKeys } from './shard-keys.ts';
import { type Topology, topologyOf } from './topology.ts';
import { nothingRead } from './visit.ts';

/**
 * The newest earlier reading of every fact that rules compare with, whichever audit brought it: a fold over the stored
 * facts, so it can always be computed anew, and any day can be judged again. It carries a node through audits in which
 * it did not answer: else one that died and came back in between would never be noticed.
 */
export interface Baseline {
  readonly schemaVersion: 1;
  /** Null before the first audit. */
  readonly lastRun: { readonly scheduledAt: string; readonly collectedAt: string } | null;
  /** Scheduled time of the last audit of each kind. */
  readonly lastRunOf: Readonly<Record<string, string>>;
  readonly topology: Topology | null;
  /** Of each shard, from the last audit that read its primary's keys. */
  readonly shardKeys: ShardKeys;
  /** Of the copies off the hosts; left out while no audit has seen any. */
  readonly copies?: CopiesSeen;
  /** Nodes of the last audit that read views, for {@link viewsOf}. */
  readonly lastViews: { readonly nodes: readonly NodeFacts[]; readonly views: Readonly<Record<string, ClusterView>> };
  readonly nodes: Readonly<Record<string, BaselineNode>>;
}

/** The last known state of one node. */
export interface BaselineNode {
  readonly runId: string;
  /** The newest reading of each part, merged; parts that no audit has read are absent in it. */
  readonly facts: NodeFacts;
  /** `info.stats`, `config`, `slowlog` → when it was read. */
  readonly readings: Readonly<Record<string, Reading>>;
}

export interface Reading {
  readonly collectedAt: string;
  readonly runId: string;
  /** The server's clock, microseconds since 1970; absent before 6.2. */
  readonly serverTimeUsec?: number;
}

export const emptyBaseline: Baseline = {
  schemaVersion: 1,
  lastRun: null,
  lastRunOf: {},
  topology: null,
  shardKeys: {},
  lastViews: { nodes: [], views: {} },
  nodes: {},
};

/**
 * The baseline for the audit after this one. Facts read before what it already holds change no reading.
 *
 * @param copies what was known of the copies off the hosts when these facts were judged
 */
export function extendBaseline(baseline: Baseline, facts: ClusterFacts, copies?: Observed<CopiesReading>): Baseline {
  const lastRunOf = laterRun(baseline.lastRunOf, facts);
  if (baseline.lastRun !== null && facts.startedAt < baseline.lastRun.collectedAt)
    return lastRunOf === baseline.lastRunOf ? baseline : { ...baseline, lastRunOf };
  const nodes: Record<string, BaselineNode> = { ...baseline.nodes };
  for (const node of facts.nodes) {
    const extended = extendNode(nodes[node.nodeId], node);
    if (extended !== undefined) nodes[node.nodeId] = extended;
  }
  const topology = topologyOf(facts);
  const seen = copies?.state === 'ok' ? extendSeen(baseline.copies, copies.value) : baseline.copies;
  const readViews = facts.nodes.some((node) => node.view.state === 'ok');
  return {
    schemaVersion: 1,
    lastRun: { scheduledAt: facts.scheduledAt, collectedAt: facts.startedAt },
    lastRunOf,
    topology: topology ?? baseline.topology,
    shardKeys: extendShardKeys(baseline.shardKeys, facts, topology),
    ...(seen === undefined ? {} : { copies: seen }),
    lastViews: readViews ? { nodes: facts.nodes.map(viewOnly), views: facts.views } : baseline.lastViews,
    nodes: withoutForgotten(nodes, facts),
  };
}

function laterRun(lastRunOf: Baseline['lastRunOf'], { audit, scheduledAt }: ClusterFacts): Baseline['lastRunOf'] {
  return scheduledAt <= (lastRunOf[audit] ?? '') ? lastRunOf : { ...lastRunOf, [audit]: scheduledAt };
}

/** A view is compared by who holds which; the rest of the node would only be stored twice. */
export function viewOnly(node: NodeFacts): NodeFacts {
  const absent = { state: 'not-attempted', detail: 'kept for its view only' } as const;
  return { ...node, ...nothingRead(absent) };
}

function extendNode(before: BaselineNode | undefined, node: NodeFacts): BaselineNode | undefined {
  if (node.info.state !== 'ok') return before;
  const info = node.info.value;
  const runId = info.fields.run_id;
  if (runId === undefined) return before;
  const time = Number(info.fields.server_time_usec);
  const reading: Reading = { collectedAt: node.collectedAt, runId, ...(time > 0 ? { serverTimeUsec: time } : {}) };
  const parts = [
    ...info.sections.map((section) => `info.${section}`),
    ...(node.config.state === 'ok' ? ['config'] : []),
    ...(node.clusterInfo.state === 'ok' ? ['cluster.info'] : []),
    ...(node.slowlog.state === 'ok' ? ['slowlog'] : []),
  ];
  return {
    runId,
    facts: mergeNodes(before?.facts, node, info),
    readings: { ...before?.readings, ...Object.fromEntries(parts.map((part) => [part, reading])) },
  };
}

function mergeNodes(before: NodeFacts | undefined, node: NodeFacts, info: Info): NodeFacts {
  const earlier = before?.info.state === 'ok' ? before.info.value : undefined;
  const has = (section: string): boolean => info.sections.includes(section);
  const merged: Info = {
    sections: [...new Set([...(earlier?.sections ?? []), ...info.sections])],
    fields: fieldsAfter(earlier?.fields, info),
    commandstats: has('commandstats') ? info.commandstats : (earlier?.commandstats ?? {}),
    errorstats: has('errorstats') ? info.errorstats : (earlier?.errorstats ?? {}),
    keyspace: has('keyspace') ? info.keyspace : (earlier?.keyspace ?? {}),
    replicas: has('replication') ? info.replicas : (earlier?.replicas ?? []),
  };
  const config =
    node.config.state === 'ok' ? { ...node.config, value: overlay(configOf(before), node.config.value) } : undefined;
  return {
    ...viewOnly(node),
    ...comparedParts(before, node),
    info: { state: 'ok', value: merged },
    config: config ?? before?.config ?? { state: 'not-attempted', detail: 'no audit has read it' },
    clusterInfo: node.clusterInfo.state === 'ok' ? countersOf(node.clusterInfo.value) : unread(before?.clusterInfo),
  };
}

/** Field → its section, of those that rules can read. */
const sectionOfField: ReadonlyMap<string, string> = new Map(
  [...numberFields, ...textFields, ...flagFields, ...counterFields].map((name) => {
    const [, section = '', field = ''] = name.split('.');
    return [field, section] as const;
  }),
);

const counterKeys: ReadonlySet<string> = new Set(counterFields.map((name) => name.split('.')[2] ?? ''));

/**
 * What is known of the fields now. One whose section was read without it is gone, as what a primary said of its link when
 * it was a replica; but a counter that is there only at times, as `aof_delayed_fsync`, goes on when it is back.
 */
function fieldsAfter(earlier: Readonly<Record<string, string>> = {}, { fields, sections }: Info): Info['fields'] {
  const kept: Record<string, string> = {};
  let count = 0;
  for (const name in earlier) {
    if (Object.hasOwn(fields, name)) continue;
    const section = sectionOfField.get(name);
    if (section === undefined || (sections.includes(section) && !counterKeys.has(name))) continue;
    kept[name] = earlier[name] ?? '';
    count++;
  }
  return count === 0 ? fields : { ...kept, ...fields };
}

/** What rules compare with beside counters: the newest reading of each part, as long as the process lives. */
function comparedParts(
  before: NodeFacts | undefined,
  node: NodeFacts,
): Pick<NodeFacts, 'latencyHistogram' | 'commandlog' | 'slotStats'> {
  const earlier = before !== undefined && runIdOf(before) === runIdOf(node) ? before : node;
  const newest = <T>(part: (of: NodeFacts) => Observed<T>): Observed<T> =>
    part(node).state === 'ok' ? part(node) : (part(earlier) ?? part(node));
  return {
    latencyHistogram: newest((of) => of.latencyHistogram),
    commandlog: mapObserved(
      newest((of) => of.commandlog),
      ({ requests, replies }) => ok({ requests: { ...requests, entries: [] }, replies: { ...replies, entries: [] } }),
    ),
    slotStats: newest((of) => of.slotStats),
  };
}

function runIdOf({ info }: NodeFacts): string | undefined {
  return info.state === 'ok' ? info.value.fields.run_id : undefined;
}

/** Of CLUSTER INFO only what grows is compared with. */
function countersOf(values: Readonly<Record<string, string>>): NodeFacts['clusterInfo'] {
  const kept = clusterCounters.map((name) => name.slice('cluster.info.'.length));
  return { state: 'ok', value: Object.fromEntries(kept.flatMap((key) => (values[key] ? [[key, values[key]]] : []))) };
}

function unread(before: NodeFacts['clusterInfo'] | undefined): NodeFacts['clusterInfo'] {
  return before ?? { state: 'not-attempted', detail: 'no audit has read it' };
}

/** What is known now, over what was known before; mostly nothing of that is left, and copying every node is dear. */
function overlay(
  earlier: Readonly<Record<string, string>> = {},
  now: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  for (const name in earlier) if (!Object.hasOwn(now, name)) return { ...earlier, ...now };
  return now;
}

function configOf(node: NodeFacts | undefined): Readonly<Record<string, string>> {
  return node?.config.state === 'ok' ? node.config.value : {};
}

/** How a node's counters relate to the ones of its last reading. */
export type Continuity = 'same-process' | 'first-audit' | 'restarted' | 'statistics-reset';

const counterNames = counterFields.map((name) => name.split('.'));

/**
 * Counters are compared only within one process life, and only while none of them went backwards: one that did
 * means `CONFIG RESETSTAT`, and then no difference of this node means anything in this audit.
 */
export function continuityOf(before: BaselineNode | undefined, info: Info): Continuity {
  if (before === undefined || before.facts.info.state !== 'ok') return 'first-audit';
  if (before.runId !== info.fields.run_id) return 'restarted';
  const earlier = before.facts.info.value;
  const fellBack = (now: number | undefined, then: number | undefined): boolean =>
    then !== undefined && then > (now ?? 0);
  const counters = counterNames
    // `aof_delayed_fsync` is there only while the AOF is on: a counter that is gone has not gone backwards.
    .filter(([, section = '', key = '']) => info.sections.includes(section) && info.fields[key] !== undefined);
  const reset =
    counters.some(([, , key = '']) => fellBack(numberOf(info.fields[key]), numberOf(earlier.fields[key]))) ||
    (info.sections.includes('commandstats') &&
      Object.entries(earlier.commandstats).some(([command, stat]) =>
        fellBack(info.commandstats[command]?.calls, stat.calls),
      )) ||
    (info.sections.includes('errorstats') &&
      !countsNoNewErrors(info.errorstats) &&
      Object.entries(earlier.errorstats).some(([word, count]) => fellBack(info.errorstats[word], count)));
  return reset ? 'statistics-reset' : 'same-process';
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
