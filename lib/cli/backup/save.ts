import { randomUUID } from 'node:crypto';
import { dialler } from '../../adapters/collectors/dialler.ts';
import { sleep } from '../../adapters/collectors/pace.ts';
import { saveRecords } from '../../adapters/stores/shared/save-records.ts';
import { planSaves, type SaveInput, type SaveTools, save } from '../../backup/save.ts';
import { saveFacts } from '../../core/backup/save-facts.ts';
import { isWhole } from '../../core/backup/save-plan.ts';
import { isComplete, type SaveRun } from '../../core/backup/save-run.ts';
import { collectionOptions } from '../../core/questions.ts';
import { savePlanJson, savePlanText, saveRunJson, saveRunText } from '../../report/saves.ts';
import { sessionSettings } from '../audit/settings.ts';
import type { ConnectionOptions } from '../connection-settings.ts';
import { type CliIo, exitCodes, widthOf } from '../io.ts';
import { lookAt, type SessionSettings } from '../session.ts';
import { saveProgress } from './progress.ts';

/** `backup save` as it was asked for. */
export interface SaveOptions extends ConnectionOptions {
  readonly plan: boolean;
  /** Path of a configuration file. */
  readonly config?: string;
  /** Directory or bucket; undefined keeps nothing. */
  readonly store?: string;
  readonly format: 'text' | 'json';
  /** Milliseconds. */
  readonly deadlineMs: number;
  readonly waitMs: number;
  /** Longest silence accepted of a node, milliseconds. */
  readonly timeoutMs?: number;
}

const { timeoutMs: TIMEOUT_MS } = collectionOptions([]);

/**
 * `redis-auditor backup save`: one replica of each shard saves, and what became of it is told.
 *
 * @returns 0 when every shard was saved (or can be, with `--plan`), 1 when some was not
 * @throws NoNodeReachableError, SaveError, UsageError when it cannot do its work
 */
export async function saveCommand(urls: readonly string[], options: SaveOptions, io: CliIo): Promise<number> {
  const { deadlineMs, ...others } = options;
  const settings = await sessionSettings(urls, { ...others, audit: 'topology' }, io);
  const deadline = AbortSignal.any([io.signal, AbortSignal.timeout(deadlineMs)]);
  const tools = toolsFor(settings, deadline, io);
  if (options.plan) return showPlan(settings, options, tools, io);
  const { waitMs, timeoutMs = TIMEOUT_MS } = options;
  const scheduledAt = new Date(io.now()).toISOString();
  const input: SaveInput = { cluster: settings.cluster, runId: randomUUID(), scheduledAt, waitMs, timeoutMs, deadline };
  const progress = saveProgress(io);
  const run = await save(input, { ...tools, progress: progress.show });
  progress.clear();
  await tell(run, settings, options, io);
  io.signal.throwIfAborted();
  return isComplete(run) ? exitCodes.fine : exitCodes.findings;
}

function toolsFor(settings: SessionSettings, deadline: AbortSignal, io: CliIo): SaveTools {
  return {
    look: () => lookAt(settings, saveFacts, deadline),
    dialler: dialler(settings.connection),
    now: () => io.now(),
    sleep,
  };
}

async function showPlan(
  settings: SessionSettings,
  { format }: SaveOptions,
  tools: SaveTools,
  io: CliIo,
): Promise<number> {
  const plan = await planSaves(tools);
  const { id } = settings.cluster;
  io.stdout(format === 'json' ? savePlanJson(plan, id) : savePlanText(plan, id, widthOf(io)));
  return isWhole(plan) ? exitCodes.fine : exitCodes.findings;
}

/** Whatever becomes of keeping it, what became of the saves is told. */
async function tell(run: SaveRun, { store }: SessionSettings, { format }: SaveOptions, io: CliIo): Promise<void> {
  const show = (keptIn?: string): void =>
    io.stdout(format === 'json' ? saveRunJson(run) : saveRunText(run, widthOf(io), keptIn));
  try {
    if (store !== undefined) await saveRecords(store).putSaves(run);
  } catch (error) {
    show();
    throw error;
  }
  show(store?.location);
}
