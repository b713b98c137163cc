import { readSaveState } from '../core/backup/save-reading.ts';
import type { SaveVerdict } from '../core/backup/save-run.ts';
import { detailOf, notSeen } from '../core/backup/save-verdicts.ts';
import { errorCode } from '../core/parse/errors.ts';
import { observedReply, type Reply } from '../core/reply.ts';
import type { PinnedConnection } from '../ports.ts';

export interface WatchTools {
  /** Milliseconds since 1970. */
  now(this: void): number;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(this: void, ms: number, signal: AbortSignal): Promise<void>;
  progress?(this: void, news: SaveProgress): void;
}

/** A save that runs. */
export interface SaveProgress {
  /** `host:port` */
  readonly address: string;
  readonly seconds: number;
  /** 0 to 1; null where the server does not say. */
  readonly share: number | null;
}

export interface Patience {
  readonly timeoutMs: number;
  readonly deadline: AbortSignal;
}

/** From one look at a running save to the next: at first often, as small ones are over soon. */
const FIRST_LOOK_MS = 100;
const LAST_LOOK_MS = 2000;

export const lookAgain =
  'Look at INFO persistence of the node: rdb_bgsave_in_progress, rdb_last_save_time, rdb_last_bgsave_status.';

/** Waits for the end of a save. @returns why the end was not seen; undefined once no save runs any more */
export async function watchSave(
  address: string,
  connection: PinnedConnection,
  { timeoutMs, deadline }: Patience,
  { now, sleep, progress }: WatchTools,
): Promise<SaveVerdict | undefined> {
  const began = now();
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(LAST_LOOK_MS, pause * 1.5)) {
    await sleep(pause, deadline);
    const [reply] = deadline.aborted ? [] : await connection.ask([['INFO', 'persistence']], timeoutMs);
    const seconds = Math.round((now() - began) / 1000);
    if (deadline.aborted)
      return notSeen(`it still saved when the time was up, after ${seconds} s`, `Give the run more time. ${lookAgain}`);
    // A script may hold the replica for a while: it has answered, and the save goes on.
    if (isRefusal(reply)) continue;
    const state = readSaveState(observedReply(reply));
    if (state.state !== 'ok')
      return notSeen(`after ${seconds} s its save was not seen any more: ${detailOf(state)}`, lookAgain);
    if (!state.value.saving) return undefined;
    progress?.({ address, seconds, share: state.value.share });
  }
}

function isRefusal(reply: Reply | undefined): boolean {
  return reply !== undefined && 'error' in reply && errorCode(reply.error) !== undefined;
}
