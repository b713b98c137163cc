import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import { redisCollector } from '../lib/adapters/collectors/redis.ts';
import { stallProbe } from '../lib/adapters/collectors/stall-probe.ts';
import { memoryRecords } from '../lib/adapters/stores/memory-records.ts';
import type { RunStore } from '../lib/adapters/stores/shared/records.ts';
import { assess } from '../lib/assess.ts';
import { enabledRules } from '../lib/config/effective.ts';
import { defaultConfig } from '../lib/config/load.ts';
import type { AuditKind, ClusterFacts } from '../lib/core/facts.ts';
import { ok } from '../lib/core/observed.ts';
import { defaultPolicy } from '../lib/core/policy.ts';
import type { AuditResult } from '../lib/core/result.ts';
import type { EnabledRule } from '../lib/core/rule.ts';
import { rules as catalogue } from '../lib/core/rules/index.ts';
import { type ObserveTools, observe } from '../lib/observe.ts';
import type { Collector, StallProbe } from '../lib/ports.ts';

/** Nodes visited at the same time, as on the command line. */
const CONCURRENCY = 64;

/** The rules that a kind of audit runs for somebody who configures nothing. */
export function rulesOf(audit: AuditKind): readonly EnabledRule[] {
  return enabledRules(catalogue, defaultConfig(catalogue), audit);
}

/** Audits of one cluster, one after another, each with what the ones before it left. */
export interface Auditor {
  /** One full audit: observe, then assess. */
  audit(): Promise<{ readonly facts: ClusterFacts; readonly result: AuditResult }>;
  readonly store: RunStore;
}

/** How an auditor differs from the one that the command line opens. */
export interface AuditorSettings {
  /** Whether it measures round trips and looks for stalls; both last as long as they are told to. */
  readonly pings: boolean;
  readonly collector?: Collector;
}

/** An auditor as the command line opens one, keeping in memory what one audit leaves to the next. */
export function openAuditor(seed: string, { pings, collector = redisCollector({}) }: AuditorSettings): Auditor {
  const store = memoryRecords();
  const common = { store, now: Date.now, sleep };
  const tools: ObserveTools = pings
    ? { ...common, collector, stallProbe, inParallel }
    : // Without PINGs, which must not disturb each other, the product visits as many at once as it may.
      {
        ...common,
        collector: withoutPings(collector),
        stallProbe: noStallProbe,
        inParallel: (_, tasks) => inParallel(CONCURRENCY, tasks),
      };
  const cluster = { id: 'bench', provider: 'self-managed' as const };
  const rules = rulesOf('full');
  const settings = { cluster, seeds: [seed], audit: 'full' as const, rules, concurrency: CONCURRENCY };
  let runs = 0;
  return {
    store,
    async audit() {
      runs += 1;
      const scheduledAt = new Date().toISOString();
      const run = { ...settings, runId: `bench-${runs}`, scheduledAt, deadline: AbortSignal.timeout(60_000) };
      const { facts } = await observe(run, tools);
      const judged = { facts, rules, policy: defaultPolicy };
      return { facts, result: await assess(judged, { state: store, history: store, sinks: [] }) };
    },
  };
}

/** Leaves the PINGs out: they last as long as they are told to. */
export function withoutPings(collector: Collector): Collector {
  return { visit: (address, plan, ...rest) => collector.visit(address, { ...plan, ping: null }, ...rest) };
}

/** Looks for no stalls: that, too, lasts as long as it is told to. */
const noStallProbe: StallProbe = async () => ok({ durationMs: 0, longestStallUs: 0 });

async function sleep(ms: number): Promise<void> {
  await delay(ms);
}

async function inParallel<T>(limit: number, tasks: readonly (() => Promise<T>)[]): Promise<readonly T[]> {
  const limited = pLimit(limit);
  return Promise.all(tasks.map((task) => limited(task)));
}
