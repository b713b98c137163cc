import type { Observed } from '../observed.ts';
import { mapObserved, ok } from '../observed.ts';
import { parseInfo } from '../parse/info.ts';
import { forksIn, numberIn } from './replica-state.ts';
import type { SaveMeasurements } from './save-run.ts';

/** What INFO says about the saves of a node. */
export interface SaveState {
  readonly loading: boolean;
  readonly forks: readonly string[];
  readonly saving: boolean;
  /** Unix seconds, the server's clock; its start until it has saved. */
  readonly lastSaveTime: number | null;
  /** Attempts since its start, from 7.0 on. */
  readonly saves: number | null;
  readonly lastSaveFailed: boolean;
  /** How far the running save is, 0 to 1, from 6.2 on; null when none runs. */
  readonly share: number | null;
  readonly measured: SaveMeasurements;
}

/** @param reply to INFO, of all sections that it gives unasked, or of persistence alone */
export function readSaveState(reply: Observed<unknown>): Observed<SaveState> {
  return mapObserved(reply, (text) =>
    mapObserved(parseInfo(text, ['persistence', 'stats']), ({ fields }) => ok(stateOf(fields))),
  );
}

function stateOf(fields: Readonly<Record<string, string>>): SaveState {
  const saving = fields.rdb_bgsave_in_progress === '1';
  const [done, total] = ['current_save_keys_processed', 'current_save_keys_total'].map((name) =>
    numberIn(fields, name),
  );
  const lastSaveTime = numberIn(fields, 'rdb_last_save_time');
  return {
    loading: fields.loading === '1',
    forks: forksIn(fields),
    saving,
    lastSaveTime,
    saves: numberIn(fields, 'rdb_saves'),
    lastSaveFailed: fields.rdb_last_bgsave_status !== 'ok',
    share: saving && typeof done === 'number' && total ? done / total : null,
    measured: {
      forkUs: numberIn(fields, 'latest_fork_usec'),
      seconds: notNegative(numberIn(fields, 'rdb_last_bgsave_time_sec')),
      copiedBytes: numberIn(fields, 'rdb_last_cow_size'),
      savedAt: lastSaveTime === null ? null : new Date(lastSaveTime * 1000).toISOString(),
    },
  };
}

/** Servers say -1 for "not yet". */
function notNegative(number: number | null): number | null {
  return number === null || number < 0 ? null : number;
}

/**
 * Whether a save ended between two readings of one process. The time of the last save has a resolution of a second, so
 * that of two saves in one second only the count tells, where there is one; and the count tells nothing after
 * `CONFIG RESETSTAT`, so that either is enough.
 */
export function hasSaved(before: SaveState, after: SaveState): boolean {
  const later = (after.lastSaveTime ?? 0) > (before.lastSaveTime ?? 0);
  const counted = before.saves !== null && after.saves !== null && after.saves > before.saves;
  return !after.saving && !after.lastSaveFailed && (later || counted);
}
