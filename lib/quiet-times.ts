import { StateConflictError } from './core/errors.ts';
import { type MaintenanceWindow, noQuietTimes, type QuietTimes } from './core/hold-back.ts';
import { markWarned, pruneSilences } from './core/silence.ts';
import type { SilenceStore } from './ports.ts';

/** What keeps alerts untold at the moment of telling. */
export interface QuietTools {
  readonly silences: SilenceStore;
  /** Occurrences of the declared maintenance windows around a moment: those that are open, and the next ones. */
  readonly windowsAround: (now: string) => readonly MaintenanceWindow[];
  /** UTC, as `toISOString` writes it. */
  readonly now: () => string;
}

/** @throws StoreError when the store cannot be read */
export async function findQuietTimes(clusterId: string, tools: QuietTools | undefined): Promise<QuietTimes> {
  if (tools === undefined) return noQuietTimes;
  const { book, problem } = await tools.silences.loadSilences(clusterId);
  const now = tools.now();
  return {
    silences: book.silences,
    windows: tools.windowsAround(now),
    now,
    ...(problem === undefined ? {} : { problem }),
  };
}

/** Attempts while people add and end silences in between. */
const MOST_ATTEMPTS = 3;

/**
 * Notes that the coming end of silences was told. If others keep saving, it is left at that: then the next audit tells
 * it once more.
 */
export async function rememberWarned(
  clusterId: string,
  ids: readonly string[],
  tools: QuietTools | undefined,
): Promise<void> {
  if (tools === undefined || ids.length === 0) return;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const { book, token, problem } = await tools.silences.loadSilences(clusterId);
    if (problem !== undefined) return;
    const now = tools.now();
    try {
      await tools.silences.saveSilences(clusterId, markWarned(pruneSilences(book, now), ids, now), token);
      return;
    } catch (error) {
      if (!(error instanceof StateConflictError)) throw error;
    }
  }
}
