import { randomUUID } from 'node:crypto';
import { inParallel, sleep } from '../adapters/collectors/pace.ts';
import { redisCollector } from '../adapters/collectors/redis.ts';
import { stallProbe } from '../adapters/collectors/stall-probe.ts';
import { outboxSink } from '../adapters/sinks/outbox.ts';
import { memoryStore } from '../adapters/stores/memory.ts';
import { copiesRecords } from '../adapters/stores/shared/copies-records.ts';
import type { ObjectStore } from '../adapters/stores/shared/object-store.ts';
import { recordStore } from '../adapters/stores/shared/records.ts';
import { silenceStore } from '../adapters/stores/shared/silence-records.ts';
import { assess } from '../assess.ts';
import { declaredNames } from '../config/declared-names.ts';
import { windowsAround } from '../config/maintenance.ts';
import type { Maintenance } from '../config/maintenance-schema.ts';
import type { AlertSettings } from '../core/alert-settings.ts';
import type { FactName } from '../core/fact-names.ts';
import type { AuditKind, ClusterFacts, ProviderName } from '../core/facts.ts';
import type { Policy } from '../core/policy.ts';
import type { AuditResult } from '../core/result.ts';
import type { EnabledRule, Rule } from '../core/rule.ts';
import { messageKey } from '../core/storage-keys.ts';
import { type ObserveInput, type ObserveTools, observe } from '../observe.ts';
import type { ConnectionSettings, FactStore } from '../ports.ts';
import type { QuietTools } from '../quiet-times.ts';

/** What a session audits, the same at every round of `--watch`. */
export interface SessionSettings {
  readonly cluster: { readonly id: string; readonly provider: ProviderName };
  readonly seeds: readonly string[];
  readonly connection: ConnectionSettings;
  readonly audit: AuditKind;
  readonly rules: readonly EnabledRule[];
  /** Every rule there is, switched on or not; left out, those that are built in. */
  readonly catalogue?: readonly Rule[];
  readonly policy: Policy;
  readonly alerting: AlertSettings;
  /** Between audits of this kind; undefined when they are not on a schedule. */
  readonly intervalSeconds?: number;
  readonly concurrency: number;
  readonly deadlineMs: number;
  /** Windows in which alerts are held back. */
  readonly maintenance?: readonly Maintenance[];
  /** Where facts, history and state are kept; undefined keeps them for the length of the session. */
  readonly store?: ObjectStore;
}

export interface Session {
  /**
   * One audit: observe, then assess.
   *
   * @throws NoNodeReachableError when nobody answered and no earlier audit knows the cluster
   * @throws what the signal was aborted with
   */
  audit(signal: AbortSignal, progress?: (visited: number, known: number) => void): Promise<AuditResult>;
}

export function openSession(settings: SessionSettings): Session {
  const objects = settings.store ?? memoryStore();
  const records = recordStore(objects);
  const tools = observeTools(settings, records);
  // In memory there are no sets, and that says nothing.
  const kept = settings.store === undefined ? {} : { copies: copiesRecords(objects, () => Date.now()), facts: records };
  const declared = declaredNames(settings.connection.natMap, settings.maintenance);
  const quiet: QuietTools = {
    silences: silenceStore(objects),
    windowsAround: (now) => windowsAround(settings.maintenance ?? [], now),
    now: () => new Date().toISOString(),
  };
  return {
    async audit(signal, progress) {
      // A state that cannot be read is found out before the visits: they would take slow-log entries for nothing.
      await records.load(settings.cluster.id);
      const { facts } = await observe(runOf(settings, signal), progress === undefined ? tools : { ...tools, progress });
      signal.throwIfAborted();
      const { rules, policy, alerting, intervalSeconds, catalogue } = settings;
      const sinks = settings.store === undefined ? [] : [outboxSink(objects, () => messageKey(facts))];
      const interval = intervalSeconds === undefined ? {} : { intervalSeconds };
      const pause = (ms: number): Promise<void> => sleep(ms, signal);
      return assess(
        { facts, rules, policy, alerting, declared, ...interval, ...(catalogue === undefined ? {} : { catalogue }) },
        { state: records, history: records, sinks, pause, quiet, ...kept },
      );
    },
  };
}

/**
 * Finds the members of a cluster, asking each node no more than who it is.
 *
 * @throws NoNodeReachableError when nobody answered
 */
export async function findMembers(settings: SessionSettings, signal: AbortSignal): Promise<ClusterFacts['nodes']> {
  return (await visitOnce({ ...settings, rules: [], audit: 'topology' }, signal)).nodes;
}

/**
 * One visit to every node for the facts that the rules need; nothing is judged or kept.
 *
 * @param others facts that are wanted besides
 * @throws NoNodeReachableError when nobody answered
 */
export async function visitOnce(
  settings: SessionSettings,
  signal: AbortSignal,
  others: readonly FactName[] = [],
): Promise<ClusterFacts> {
  const run: ObserveInput = { ...runOf(settings, signal), others };
  return (await observe(run, observeTools(settings, recordStore(memoryStore())))).facts;
}

/**
 * Visits every member for somebody who judges by no rules; nothing of it is kept.
 *
 * @param facts that are wanted
 * @throws NoNodeReachableError when nobody answered
 */
export function lookAt(
  settings: SessionSettings,
  facts: readonly FactName[],
  signal: AbortSignal,
): Promise<ClusterFacts> {
  // Of the rules only what steers the visits counts: how long a node may be silent.
  const rules = settings.rules.filter(({ rule }) => rule.id === 'topology/node-unreachable');
  return visitOnce({ ...settings, rules, audit: 'topology' }, signal, facts);
}

function observeTools(settings: SessionSettings, store: FactStore): ObserveTools {
  const collector = redisCollector(settings.connection);
  return { collector, stallProbe, store, now: () => Date.now(), sleep, inParallel };
}

function runOf(settings: SessionSettings, signal: AbortSignal): ObserveInput {
  const { cluster, seeds, audit, rules, concurrency, deadlineMs } = settings;
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  return {
    cluster,
    seeds,
    audit,
    rules,
    runId: randomUUID(),
    scheduledAt: new Date().toISOString(),
    concurrency,
    deadline,
  };
}
