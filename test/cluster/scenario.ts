import { expect, test } from '@jest/globals';
import type { AuditResult } from '../../lib/core/result.ts';
import { fillCluster } from '../../lib/demo/fill.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import type { LocalClusterOptions } from '../../lib/demo/options.ts';
import { alarms, audit, auditor, type TestAudit } from '../harness/audits.ts';
import { nodeAt, waitUntil, withCluster } from '../harness/cluster.ts';

/** A deed done to a real cluster between two audits, and all that the second one must say. */
export interface Scenario {
  readonly name: string;
  readonly cluster?: LocalClusterOptions;
  readonly audit?: TestAudit;
  /** Runs before the first audit. */
  readonly prepare?: (cluster: LocalCluster) => Promise<void>;
  readonly deed: (cluster: LocalCluster, auditBetween: () => Promise<unknown>) => Promise<unknown>;
  /** Exactly these fail with `critical` or `warning`; `rule @ index of the node`, `rule @ shard N`, or `rule`. */
  readonly want: readonly string[];
  /** Rules that fail as `info`, among others. */
  readonly info?: readonly string[];
  readonly also?: (result: AuditResult, cluster: LocalCluster) => void | Promise<void>;
}

/** Real stalls of a loaded machine are true findings; a test that does not aim at them leaves them out. */
const stalls = [
  'slowlog/topology-command-slow',
  'latency/command-spike',
  'latency/disk-spike',
  'latency/fork-slow',
  'latency/round-trip-slow',
  'aof/fsync-delayed',
];

const scenarioTimeoutMs = 120_000;

export function playAll(scenarios: readonly Scenario[], base: LocalClusterOptions = {}): void {
  test.each(scenarios)('$name', (scenario) => play(scenario, base), scenarioTimeoutMs);
}

async function play(scenario: Scenario, base: LocalClusterOptions): Promise<void> {
  await withCluster({ ...base, ...scenario.cluster }, async (cluster) => {
    await fillCluster(cluster, 6000);
    await scenario.prepare?.(cluster);
    const session = auditor(cluster, scenario.audit);
    await audit(session);
    await scenario.deed(cluster, () => audit(session));
    const result = await audit(session);
    const aimedAt = new Set(scenario.want.map(ruleOf));
    const seen = alarms(result, cluster).filter(
      (alarm) => aimedAt.has(ruleOf(alarm)) || !stalls.includes(ruleOf(alarm)),
    );
    expect(seen).toEqual([...scenario.want].sort());
    const infos = result.findings.filter((finding) => finding.status === 'fail' && finding.severity === 'info');
    expect(infos.map((finding) => finding.rule)).toEqual(expect.arrayContaining([...(scenario.info ?? [])]));
    await scenario.also?.(result, cluster);
  });
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
    { timeoutMs: 40_000, what, everyMs: 100 },
  );
}

/** Nobody suspects anybody. */
export function untilViewsClear(cluster: LocalCluster): Promise<void> {
  return untilViews(cluster, 'nobody to be suspected', (view) => !view.includes('fail'));
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
    { timeoutMs: 40_000, what: `cluster_state:${state} everywhere`, everyMs: 100 },
  );
}

/** A field of INFO has this value. */
export async function untilInfo(node: LocalNode, field: string, wanted: (value: string) => boolean): Promise<void> {
  await waitUntil(async () => wanted((await infoField(node, field)) ?? ''), {
    timeoutMs: 40_000,
    what: `${field} on node ${node.index}`,
    everyMs: 50,
  });
}

export async function infoField(node: LocalNode, field: string): Promise<string | undefined> {
  const text = String(await node.send('INFO', 'all'));
  return new RegExp(`^${field}:(.*?)\\r?$`, 'm').exec(text)?.[1];
}

export async function everywhere(cluster: LocalCluster, ...command: readonly [string, ...string[]]): Promise<void> {
  await Promise.all(cluster.nodes.filter((node) => node.pid !== null).map((node) => node.send(...command)));
}

/** Holds the command thread of a node with a script, for about so long. */
export async function holdWithScript(node: LocalNode, ms: number): Promise<void> {
  const script = `local t = redis.call('TIME') local start = t[1] * 1000 + t[2] / 1000
    repeat t = redis.call('TIME') until t[1] * 1000 + t[2] / 1000 - start >= ${ms}`;
  await node.send('EVAL', script, '0');
}

export { nodeAt };
