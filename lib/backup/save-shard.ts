import type { ChosenReplica } from '../core/backup/save-plan.ts';
import { readSaveState, type SaveState } from '../core/backup/save-reading.ts';
import type { SaveVerdict } from '../core/backup/save-run.ts';
import { judgeBefore, judgeEnd, judgeStart, notAsked, notSeen } from '../core/backup/save-verdicts.ts';
import { mapObserved, type Observed } from '../core/observed.ts';
import { parseRole, type RoleReading } from '../core/parse/role.ts';
import { observedReply, type Reply } from '../core/reply.ts';
import type { Dialler, PinnedConnection } from '../ports.ts';

export interface SaveShardTools {
  readonly dialler: Dialler;
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  progress?(news: SaveProgress): void;
}

/** A save that runs. */
export interface SaveProgress {
  /** `host:port` */
  readonly address: string;
  readonly seconds: number;
  /** 0 to 1; null where the server does not say. */
  readonly share: number | null;
}

interface Patience {
  readonly timeoutMs: number;
  readonly deadline: AbortSignal;
}

/** From one look at a running save to the next: at first often, as small ones are over soon. */
const FIRST_LOOK_MS = 100;
const LAST_LOOK_MS = 2000;

/**
 * Forks answer when they are done: about 30 ms for each GB on a virtual machine, and more on a host that is short of
 * something. A replica that is given up for being slow here would be one whose save nobody verifies.
 */
const FORK_TIMEOUT_MS = 30_000;

/**
 * Lets one replica save, and sees it through to the end, all on one connection. The role is asked beforehand, so that
 * after most failovers nothing is sent; in the same write as BGSAVE on both sides of it, as that is the only proof of
 * where the fork happened; and after the end.
 */
export async function saveShard(
  { address }: ChosenReplica,
  { timeoutMs, deadline }: Patience,
  tools: SaveShardTools,
): Promise<SaveVerdict> {
  const dialled = await tools.dialler.dial(address, timeoutMs, deadline);
  if (dialled.state !== 'ok') return notAsked(dialled);
  const connection = dialled.value;
  try {
    const [role, info] = await connection.ask([['ROLE'], ['INFO']], timeoutMs);
    const before = readSaveState(observedReply(info));
    const against = judgeBefore(roleIn(role), before);
    if (against !== undefined) return against;
    if (before.state !== 'ok') return notAsked(before);
    const spent =
      (await start(connection, timeoutMs)) ?? (await untilSaved(address, connection, { timeoutMs, deadline }, tools));
    if (spent !== undefined) return spent;
    const [roleAfter, infoAfter] = await connection.ask([['ROLE'], ['INFO']], timeoutMs);
    const after = readSaveState(observedReply(infoAfter));
    if (after.state !== 'ok') return notSeen(`its last reading is missing: ${after.detail}`, lookAgain);
    return judgeEnd(before.value, after.value, roleIn(roleAfter));
  } finally {
    await connection.close();
  }
}

/**
 * Not in MULTI: there, from 7.0 on, BGSAVE only asks for a save at some later moment, of which no role is known
 * (docs/adr).
 */
async function start(connection: PinnedConnection, timeoutMs: number): Promise<SaveVerdict | undefined> {
  const [before, bgsave, after] = await connection.ask(
    [['ROLE'], ['BGSAVE'], ['ROLE']],
    Math.max(timeoutMs, FORK_TIMEOUT_MS),
  );
  return judgeStart({ before: roleIn(before), bgsave, after: roleIn(after) });
}

const lookAgain =
  'Look at INFO persistence of the node: rdb_bgsave_in_progress, rdb_last_save_time, rdb_last_bgsave_status.';

/** @returns why the end was not seen; undefined once no save runs any more */
async function untilSaved(
  address: string,
  connection: PinnedConnection,
  { timeoutMs, deadline }: Patience,
  { now, sleep, progress }: SaveShardTools,
): Promise<SaveVerdict | undefined> {
  const began = now();
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(LAST_LOOK_MS, pause * 1.5)) {
    await sleep(pause, deadline);
    const seconds = Math.round((now() - began) / 1000);
    if (deadline.aborted)
      return notSeen(`it still saved when the time was up, after ${seconds} s`, `Give the run more time. ${lookAgain}`);
    const [reply] = await connection.ask([['INFO', 'persistence']], timeoutMs);
    const state = readSaveState(observedReply(reply));
    if (state.state !== 'ok')
      return notSeen(`after ${seconds} s its save was not seen any more: ${state.detail}`, lookAgain);
    if (!state.value.saving) return undefined;
    tell(state.value);
  }

  function tell({ share }: SaveState): void {
    progress?.({ address, seconds: Math.round((now() - began) / 1000), share });
  }
}

function roleIn(reply: Reply | undefined): Observed<RoleReading> {
  return mapObserved(observedReply(reply), parseRole);
}
