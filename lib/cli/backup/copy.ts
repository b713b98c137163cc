import { randomUUID } from 'node:crypto';
import { dialler } from '../../adapters/collectors/dialler.ts';
import { inParallel, sleep } from '../../adapters/collectors/pace.ts';
import { replicationRdbSource } from '../../adapters/collectors/rdb-source.ts';
import { type CopyInput, type CopyTools, copy } from '../../backup/copy.ts';
import { retireSets } from '../../backup/retire-sets.ts';
import { planSaves } from '../../backup/save.ts';
import { setsWithLeftovers } from '../../backup/sets.ts';
import { type BackupManifest, isFine } from '../../core/backup/manifest.ts';
import { plannedRetention, type RetentionVerdict } from '../../core/backup/retention.ts';
import { saveFacts } from '../../core/backup/save-facts.ts';
import { isWhole } from '../../core/backup/save-plan.ts';
import { AUDITOR_CLIENT_NAME } from '../../core/client-name.ts';
import { collectionOptions } from '../../core/questions.ts';
import { copyJson, copyPlanJson, copyPlanText, copyText } from '../../report/copies.ts';
import { sessionSettings } from '../audit/settings.ts';
import type { ConnectionOptions } from '../connection-settings.ts';
import { type CliIo, exitCodes, widthOf } from '../io.ts';
import { openBackups } from '../open-store.ts';
import { lookAt, type SessionSettings } from '../session.ts';
import { bytesLine } from './bytes-line.ts';

/** `backup copy` as it was asked for. */
export interface CopyOptions extends ConnectionOptions {
  readonly plan: boolean;
  /** Path of a configuration file. */
  readonly config?: string;
  /** Directory or bucket. */
  readonly store: string;
  readonly keep?: number;
  readonly keepDays?: number;
  readonly parallel: number;
  readonly format: 'text' | 'json';
  /** Milliseconds. */
  readonly deadlineMs: number;
  /** Longest silence accepted of a node, milliseconds. */
  readonly timeoutMs?: number;
}

const { timeoutMs: TIMEOUT_MS } = collectionOptions([]);

/** Servers are to be heard of every 10 s while they prepare an RDB (`repl-ping-replica-period`). */
const IDLE_TIMEOUT_MS = 60_000;

/**
 * `redis-auditor backup copy`: an RDB of each shard goes from one of its replicas into the store.
 *
 * @returns 0 when the set is complete and nothing is to be said about it, 1 otherwise
 * @throws NoNodeReachableError, SaveError, StoreError, UsageError when it cannot do its work
 */
export async function copyCommand(urls: readonly string[], options: CopyOptions, io: CliIo): Promise<number> {
  const { deadlineMs, store: place, ...others } = options;
  const settings = await sessionSettings(urls, { ...others, audit: 'topology' }, io);
  const deadline = AbortSignal.any([io.signal, AbortSignal.timeout(deadlineMs)]);
  const tools: CopyTools = {
    store: await openBackups(place),
    look: () => lookAt(settings, saveFacts, deadline),
    ...nodeTools(settings, options),
    now: () => io.now(),
    sleep,
    inParallel,
  };
  if (options.plan) return showPlan(settings, options, tools, io);
  const { timeoutMs = TIMEOUT_MS, parallel } = options;
  const { cluster } = settings;
  const input: CopyInput = { cluster, runId: randomUUID(), waitMs: 0, timeoutMs, parallel, deadline };
  const progress = bytesLine(io);
  const manifest = await copy(input, { ...tools, progress: progress.show }).finally(progress.clear);
  io.signal.throwIfAborted();
  const retention = await retire(manifest, options, tools);
  const { location } = tools.store;
  io.stdout(
    options.format === 'json' ? copyJson(manifest, retention) : copyText(manifest, retention, widthOf(io), location),
  );
  return isFine(manifest) ? exitCodes.fine : exitCodes.findings;
}

function nodeTools({ connection }: SessionSettings, { timeoutMs = TIMEOUT_MS }: CopyOptions) {
  const patience = { connectTimeoutMs: timeoutMs, idleTimeoutMs: IDLE_TIMEOUT_MS, clientName: AUDITOR_CLIENT_NAME };
  return { dialler: dialler(connection), source: replicationRdbSource(connection, patience) };
}

/** Old sets go only when there is a new one that is complete. */
async function retire(
  manifest: BackupManifest,
  options: CopyOptions,
  { store, now }: CopyTools,
): Promise<readonly RetentionVerdict[]> {
  const policy = policyOf(options);
  if (!manifest.complete || (policy.count === null && policy.days === null)) return [];
  return retireSets(store, manifest.cluster.id, policy, now());
}

function policyOf({ keep, keepDays }: CopyOptions) {
  return { count: keep ?? null, days: keepDays ?? null };
}

async function showPlan({ cluster: { id } }: SessionSettings, options: CopyOptions, tools: CopyTools, io: CliIo) {
  const plan = await planSaves(tools);
  const retention = plannedRetention(await setsWithLeftovers(tools.store, id), id, policyOf(options), tools.now());
  io.stdout(
    options.format === 'json' ? copyPlanJson(plan, id, retention) : copyPlanText(plan, id, retention, widthOf(io)),
  );
  return isWhole(plan) ? exitCodes.fine : exitCodes.findings;
}
