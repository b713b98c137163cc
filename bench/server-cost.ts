import { setTimeout as delay } from 'node:timers/promises';
import { redisCollector } from '../lib/adapters/collectors/redis.ts';
import { type AuditKind, auditKinds } from '../lib/core/facts.ts';
import { visitPlan } from '../lib/core/questions.ts';
import type { LocalCluster } from '../lib/demo/local-cluster.ts';
import type { LocalNode } from '../lib/demo/local-node.ts';
import { rulesOf, withoutPings } from './audits.ts';
import type { Exporter } from './contestants/exporter.ts';
import { median } from './measure.ts';
import type { BenchOptions } from './options.ts';
import { openRelay } from './relay.ts';
import { countWork, totalUsec } from './server-counters.ts';

/** What one visit costs the node that is visited; medians. */
export interface VisitCost {
  readonly visitor: string;
  readonly connections: number;
  readonly roundTrips: number;
  readonly commands: number;
  /** Microseconds inside commands, right after a visit of the same kind. */
  readonly warmUsec: number;
  /** The same after the node was left alone for a while, as between real audits. */
  readonly coldUsec: number;
}

/** Somebody who reads one node at a time. */
export interface Visitor {
  readonly name: string;
  /** @param dialled where the node is reached, if not at its own address */
  visit(this: void, address: string, dialled?: string): Promise<void>;
}

/** An audit's visit of one node, without its PINGs and without an earlier one to go on from. */
export function ownVisitor(audit: AuditKind, name = `${audit} audit`): Visitor {
  const plan = visitPlan(rulesOf(audit), audit);
  return {
    name,
    async visit(address, dialled = address) {
      const collector = withoutPings(redisCollector({ natMap: { [address]: dialled } }));
      const { facts } = await collector.visit(address, plan, () => undefined, AbortSignal.timeout(10_000));
      if (facts.info.state !== 'ok') throw new Error(`${address} could not be read`);
    },
  };
}

export function exporterVisitor(exporter: Exporter): Visitor {
  return {
    name: `redis_exporter ${exporter.version}, one scrape`,
    visit: (address, dialled = address) => exporter.scrape(dialled),
  };
}

export function allVisitors(exporter: Exporter | null): readonly Visitor[] {
  const own = auditKinds.map((audit) => ownVisitor(audit));
  return exporter === null ? own : [...own, exporterVisitor(exporter)];
}

/** Counts the visitors' cost in turn, node after node, so that nobody always comes first. */
export async function measureVisits(
  cluster: LocalCluster,
  visitors: readonly Visitor[],
  options: BenchOptions,
): Promise<readonly VisitCost[]> {
  const warm = visitors.map((): number[] => []);
  const cold = visitors.map((): number[] => []);
  for (let round = 0; round < options.visits; round++) {
    const node = nodeOf(cluster, round);
    for (let turn = 0; turn < visitors.length; turn++) {
      const index = (round + turn) % visitors.length;
      const visit = async (): Promise<void> => visitors[index]?.visit(node.address);
      cold[index]?.push(totalUsec(await countWork(node, visit, () => delay(options.coldMs))));
      warm[index]?.push(totalUsec(await countWork(node, visit)));
    }
  }
  const costs: VisitCost[] = [];
  for (const [index, visitor] of visitors.entries()) {
    const usec = { warmUsec: median(warm[index] ?? []), coldUsec: median(cold[index] ?? []) };
    costs.push({ visitor: visitor.name, ...(await countTrips(nodeOf(cluster, 0), visitor)), ...usec });
  }
  return costs;
}

function nodeOf({ nodes }: LocalCluster, round: number): LocalNode {
  const node = nodes[round % nodes.length];
  if (node === undefined) throw new Error('the cluster has no nodes');
  return node;
}

async function countTrips(node: LocalNode, { visit }: Visitor) {
  const { commands, connections } = await countWork(node, () => visit(node.address));
  const relay = await openRelay(node);
  await visit(node.address, relay.address);
  await relay.close();
  return { commands, connections, roundTrips: relay.roundTrips() };
}

/** What a latency visit costs that finds a history to read, and a full one where 128 ordinary commands were slow. */
export async function measureEventfulVisits(
  cluster: LocalCluster,
  exporter: Exporter | null,
  options: BenchOptions,
): Promise<readonly VisitCost[]> {
  for (const node of cluster.nodes) await makeEventful(node);
  const own = [
    ownVisitor('latency', 'latency audit, a history to read'),
    ownVisitor('full', 'full audit, a history and 128 slow-log entries to read'),
  ];
  const visitors = exporter === null ? own : [...own, exporterVisitor(exporter)];
  return measureVisits(cluster, visitors, options);
}

async function makeEventful(node: LocalNode): Promise<void> {
  await node.sendAll([
    ['CONFIG', 'SET', 'latency-monitor-threshold', 1],
    ['DEBUG', 'SLEEP', 0.01],
    ['CONFIG', 'SET', 'latency-monitor-threshold', 5000],
    ['CONFIG', 'SET', 'slowlog-log-slower-than', 0],
    // Any node answers this one; a key would belong to one of them.
    ...Array.from({ length: 127 }, () => ['CONFIG', 'GET', 'slowlog-max-len']),
    ['CONFIG', 'SET', 'slowlog-log-slower-than', 1_000_000],
  ]);
}
