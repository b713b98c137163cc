import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { ConnectionSettings } from '../adapters/collectors/connection.ts';
import { redisCollector } from '../adapters/collectors/redis.ts';
import { stallProbe } from '../adapters/collectors/stall-probe.ts';
import { outboxSink } from '../adapters/sinks/outbox.ts';
import { directoryStore } from '../adapters/stores/directory.ts';
import { memoryStore } from '../adapters/stores/memory.ts';
import { recordStore } from '../adapters/stores/shared/records.ts';
import { assess } from '../assess.ts';
import type { AuditKind, ProviderName } from '../core/facts.ts';
import type { Policy } from '../core/policy.ts';
import type { AuditResult } from '../core/result.ts';
import type { EnabledRule } from '../core/rule.ts';
import { messageKey } from '../core/storage-keys.ts';
import { type ObserveTools, observe } from '../observe.ts';

/** What a session audits, the same at every round of `--watch`. */
export interface SessionSettings {
  readonly cluster: { readonly id: string; readonly provider: ProviderName };
  readonly seeds: readonly string[];
  readonly connection: ConnectionSettings;
  readonly audit: AuditKind;
  readonly rules: readonly EnabledRule[];
  readonly policy: Policy;
  /** Between audits of this kind; undefined when they are not on a schedule. */
  readonly intervalSeconds?: number;
  readonly concurrency: number;
  readonly deadlineMs: number;
  /** Where facts, history and state are kept; undefined keeps them for the length of the session. */
  readonly directory?: string;
}

export interface Session {
  /**
   * One audit: observe, then assess.
   *
   * @throws NoNodeReachableError when nobody answered and no earlier audit knows the cluster
   */
  audit(signal: AbortSignal, progress?: (visited: number, known: number) => void): Promise<AuditResult>;
}

export function openSession(settings: SessionSettings): Session {
  const objects = settings.directory === undefined ? memoryStore() : directoryStore(settings.directory);
  const records = recordStore(objects);
  const collector = redisCollector(settings.connection);
  const tools: ObserveTools = { collector, stallProbe, store: records, now: () => Date.now(), sleep, inParallel };
  return {
    async audit(signal, progress) {
      const scheduledAt = new Date().toISOString();
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(settings.deadlineMs)]);
      const { cluster, seeds, audit, rules, policy, intervalSeconds, concurrency } = settings;
      const run = { cluster, seeds, audit, rules, runId: randomUUID(), scheduledAt, concurrency, deadline };
      const { facts } = await observe(run, progress === undefined ? tools : { ...tools, progress });
      signal.throwIfAborted();
      const sinks = settings.directory === undefined ? [] : [outboxSink(objects, () => messageKey(facts))];
      const interval = intervalSeconds === undefined ? {} : { intervalSeconds };
      return assess({ facts, rules, policy, ...interval }, { state: records, history: records, sinks });
    },
  };
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

async function inParallel<T>(limit: number, tasks: readonly (() => Promise<T>)[]): Promise<readonly T[]> {
  const limited = pLimit(limit);
  return Promise.all(tasks.map((task) => limited(task)));
}
