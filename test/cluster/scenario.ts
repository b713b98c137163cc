import { isDeepStrictEqual } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import type { AuditResult } from '../../lib/core/result.ts';
import type { Command } from '../../lib/demo/connection.ts';
import { holdWithScript } from '../../lib/demo/faults.ts';
import { fillCluster } from '../../lib/demo/fill.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import type { LocalClusterOptions } from '../../lib/demo/options.ts';
import { alarms, auditor, auditUnnoted, type TestAudit } from '../harness/audits.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster, waitUntil, withCluster } from '../harness/cluster.ts';
import { askedOfSome } from '../harness/command-line.ts';
import { noteResult } from '../harness/rules-seen.ts';
import { stalls } from '../harness/stalls.ts';

/** A deed done to a real cluster between two audits, and all that the second one must say. */
export interface Scenario {
  readonly name: string;
  /** Where this machine cannot play it in turn: why. */
  readonly impossible?: string | undefined;
  readonly cluster?: LocalClusterOptions;
  readonly audit?: TestAudit | ((cluster: LocalCluster) => TestAudit | Promise<TestAudit>);
  /** Runs before the first audit. */
  readonly prepare?: (cluster: LocalCluster) => Promise<void>;
  readonly deed: (cluster: LocalCluster, auditBetween: () => Promise<AuditResult>) => Promise<unknown>;
  /** Exactly these fail with `critical` or `warning`; `rule @ index of the node`, `rule @ shard N`, or `rule`. */
  readonly want: readonly string[];
  /** Rules that fail as `info`, among others. */
  readonly info?: readonly string[];
  readonly also?: (result: AuditResult, cluster: LocalCluster) => void | Promise<void>;
  /** Where scenarios share a cluster: takes back what the next one must not meet. */
  readonly undo?: (cluster: LocalCluster) => Promise<unknown>;
}

/** For one scenario: most take 5 to 15 s, the rest is for a loaded machine. */
export const scenarioTimeoutMs = 240_000;

/** Plays them one after the other, each on a cluster of its own. */
export function playAll(scenarios: readonly Scenario[], base: LocalClusterOptions = {}): void {
  test.each(scenarios)('$name', (scenario) => play(scenario, base), scenarioTimeoutMs);
}

/**
 * Plays them several at a time, each on a cluster of its own: most of the time they only wait for it. Not for deeds
 * that keep this process busy for seconds, as the auditors of the others live in it too.
 */
export function playAtOnce(scenarios: readonly Scenario[], base: LocalClusterOptions = {}): void {
  test.concurrent.each(scenarios)('$name', (scenario) => play(scenario, base), scenarioTimeoutMs);
}

/**
 * Plays them one after the other on one cluster. What one left behind would show in the first audit of the next.
 *
 * @returns the cluster, once tests run
 */
export function playInTurn(scenarios: readonly Scenario[], options: LocalClusterOptions = {}): () => LocalCluster {
  const cluster = useCluster(options);
  beforeAll(() => fillCluster(cluster(), 6000), clusterTestTimeoutMs);
  const [played, left] = [true, false].map((wanted) => scenarios.filter((each) => !each.impossible === wanted));
  for (const { name, impossible } of left ?? []) test.skip(`${name}: ${impossible}`, () => undefined);
  test.each(played ?? [])(
    '$name',
    async (scenario) => {
      try {
        const before = alarmsBut(stalls, await playOn(cluster(), scenario), cluster());
        expect(before.filter((alarm) => !scenario.want.includes(alarm))).toEqual([]);
      } finally {
        await scenario.undo?.(cluster());
      }
    },
    scenarioTimeoutMs,
  );
  return cluster;
}

/**
 * How each thing that the auditor asked for was answered, without what is not asked of every node.
 *
 * @param without facts that this kind of cluster has not got
 */
export function readStates({ nodes }: AuditResult, without: readonly string[] = []): ReadonlySet<string> {
  const left = new Set([...askedOfSome, ...without]);
  return new Set(
    nodes.flatMap(({ facts }) => Object.entries(facts).flatMap(([part, state]) => (left.has(part) ? [] : [state]))),
  );
}

/** Plays it on a cluster made for it. */
export function play(scenario: Scenario, base: LocalClusterOptions = {}): Promise<void> {
  return withCluster({ ...base, ...scenario.cluster }, async (cluster) => {
    await fillCluster(cluster, 6000);
    await playOn(cluster, scenario);
  });
}

/** On a loaded machine a node that answers late is no silent one, and what was not read of it has no verdict. */
const patient: TestAudit['options'] = { 'topology/node-unreachable': { timeoutMs: 6000 } };

/**
 * From 7.2 on a script can only be told how long it has worked, which takes longer on a busy machine: more than the
 * second from which another rule reports it.
 */
export const slowHoweverLong: NonNullable<TestAudit['options']> = {
  'slowlog/slow-command': { belowMs: 60_000 },
  'slowlog/very-slow-command': { failAtMs: 60_000 },
};

/** @returns what the first audit said */
async function playOn(cluster: LocalCluster, scenario: Scenario): Promise<AuditResult> {
  await scenario.prepare?.(cluster);
  const settings = typeof scenario.audit === 'function' ? await scenario.audit(cluster) : scenario.audit;
  const session = auditor(cluster, { ...settings, options: { ...patient, ...settings?.options } });
  const audit = async () => noteResult(await auditUnnoted(session), scenario.name, aimedAt(scenario));
  const before = await audit();
  await scenario.deed(cluster, audit);
  const result = await audit();
  expect(told(scenario.want, result, cluster)).toEqual({ alarms: [...scenario.want].sort() });
  const infos = result.findings.filter((finding) => finding.status === 'fail' && finding.severity === 'info');
  expect(infos.map((finding) => finding.rule)).toEqual(expect.arrayContaining([...(scenario.info ?? [])]));
  await scenario.also?.(result, cluster);
  return before;
}

/** The alarms, and where they are not those that are wanted what kept the rules from a verdict. */
function told(want: readonly string[], result: AuditResult, cluster: LocalCluster): object {
  const said = alarmsAimedAt(want, result, cluster);
  if (isDeepStrictEqual(said, [...want].sort())) return { alarms: said };
  const rules = new Set(want.map(ruleOf));
  const open = result.findings.filter(({ rule, status }) => rules.has(rule) && status === 'unknown');
  return { alarms: said, open: open.map(({ rule, resource, message }) => `${rule} of ${resource.id}: ${message}`) };
}

function aimedAt({ want, info = [] }: Scenario): readonly string[] {
  return [...want, ...info].map(ruleOf);
}

/** The alarms of an audit, without stalls of rules that nobody aimed at. */
export function alarmsAimedAt(want: readonly string[], result: AuditResult, cluster: LocalCluster): readonly string[] {
  const aimedAt = new Set(want.map(ruleOf));
  return alarmsBut(
    stalls.filter((rule) => !aimedAt.has(rule)),
    result,
    cluster,
  );
}

function alarmsBut(leftOut: readonly string[], result: AuditResult, cluster: LocalCluster): readonly string[] {
  return alarms(result, cluster).filter((alarm) => !leftOut.includes(ruleOf(alarm)));
}

function ruleOf(alarm: string): string {
  return alarm.split(' ')[0] ?? '';
}

/** `rule @ 0`, `rule @ 1` and so on, for several nodes. */
export function on(rule: string, ...indexes: readonly number[]): readonly string[] {
  return indexes.map((index) => `${rule} @ ${index}`);
}

/** Waits until every running node's CLUSTER NODES satisfies the condition. */
export async function untilViews(
  cluster: LocalCluster,
  what: string,
  condition: (view: string) => boolean,
): Promise<void> {
  const running = cluster.nodes.filter((node) => node.pid !== null);
  await waitUntil(
    async () => {
      const views = await Promise.all(running.map((node) => node.send('CLUSTER', 'NODES')));
      return views.every((view) => typeof view === 'string' && condition(view));
    },
    { timeoutMs: 60_000, what, everyMs: 100 },
  );
}

/** Nobody suspects anybody, and everybody is linked to everybody. */
export function untilViewsClear(cluster: LocalCluster): Promise<void> {
  return untilViews(cluster, 'nobody to be suspected', (view) => !/fail| disconnected/.test(view));
}

/** Nobody but the node itself knows it any more. */
export function untilForgotten(cluster: LocalCluster, { index, nodeId }: LocalNode): Promise<void> {
  const isItself = (view: string): boolean => new RegExp(`^${nodeId} \\S+ \\S*myself`, 'm').test(view);
  return untilViews(cluster, `all to forget node ${index}`, (view) => !view.includes(nodeId) || isItself(view));
}

/** Everybody flags the node `fail`. */
export async function untilMarkedFailed(cluster: LocalCluster, node: LocalNode): Promise<void> {
  const line = new RegExp(`^${node.nodeId} \\S+ \\S*fail( |,)`, 'm');
  await untilViews(
    cluster,
    `all to flag node ${node.index} as failed`,
    (view) => line.test(view) && !view.includes('fail?'),
  );
}

/** Everybody sees the node as a primary with slots, and all slots served. */
export async function untilPromoted(cluster: LocalCluster, node: LocalNode): Promise<void> {
  const line = new RegExp(`^${node.nodeId} \\S+ \\S*master \\S.*connected \\d`, 'm');
  await untilViews(cluster, `all to see node ${node.index} promoted`, (view) => line.test(view));
  await untilState(cluster, 'ok');
}

/** Everybody sees the one as a linked replica of the other. */
export async function untilReplicaOf(cluster: LocalCluster, replica: LocalNode, primary: LocalNode): Promise<void> {
  const line = new RegExp(`^${replica.nodeId} \\S+ \\S*slave ${primary.nodeId} `, 'm');
  await untilViews(cluster, `all to see node ${replica.index} as a replica of ${primary.index}`, (view) =>
    line.test(view),
  );
  await untilInfo(replica, 'master_link_status', (value) => value === 'up');
}

export async function untilState(cluster: LocalCluster, state: 'ok' | 'fail'): Promise<void> {
  const running = cluster.nodes.filter((node) => node.pid !== null);
  await waitUntil(
    async () => {
      const infos = await Promise.all(running.map((node) => node.send('CLUSTER', 'INFO')));
      return infos.every((info) => String(info).includes(`cluster_state:${state}`));
    },
    { timeoutMs: 60_000, what: `cluster_state:${state} everywhere`, everyMs: 100 },
  );
}

/** A field of INFO has this value. */
export async function untilInfo(node: LocalNode, field: string, wanted: (value: string) => boolean): Promise<void> {
  await waitUntil(async () => wanted((await infoField(node, field)) ?? ''), {
    timeoutMs: 60_000,
    what: `${field} on node ${node.index}`,
    everyMs: 50,
  });
}

/** No save and no rewrite runs on it, and none is about to. */
export async function untilIdle(node: LocalNode): Promise<void> {
  const fields = ['rdb_bgsave_in_progress', 'aof_rewrite_in_progress', 'aof_rewrite_scheduled'];
  await waitUntil(
    async () => (await Promise.all(fields.map((each) => infoField(node, each)))).every((flag) => flag === '0'),
    {
      timeoutMs: 60_000,
      what: `children of node ${node.index} to end`,
      everyMs: 50,
    },
  );
}

export async function infoField(node: LocalNode, field: string): Promise<string | undefined> {
  const text = String(await node.send('INFO', 'all'));
  return new RegExp(`^${field}:(.*?)\\r?$`, 'm').exec(text)?.[1];
}

export async function everywhere(cluster: LocalCluster, ...command: Command): Promise<void> {
  await Promise.all(cluster.nodes.filter((node) => node.pid !== null).map((node) => node.send(...command)));
}

export { holdWithScript, nodeAt, stalls };
