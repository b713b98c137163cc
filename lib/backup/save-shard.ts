import type { ChosenReplica } from '../core/backup/save-plan.ts';
import { readSaveState } from '../core/backup/save-reading.ts';
import type { SaveVerdict } from '../core/backup/save-run.ts';
import { detailOf, judgeBefore, judgeEnd, judgeStart, notAsked, notSeen } from '../core/backup/save-verdicts.ts';
import { mapObserved, type Observed } from '../core/observed.ts';
import { parseRole, type RoleReading } from '../core/parse/role.ts';
import { observedReply, type Reply } from '../core/reply.ts';
import type { Dialler, PinnedConnection } from '../ports.ts';
import { lookAgain, type Patience, type WatchTools, watchSave } from './watch-save.ts';

export interface SaveShardTools extends WatchTools {
  readonly dialler: Dialler;
}

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
    const started = await start(connection, timeoutMs);
    // Also one that runs on a primary is seen through: until it is over nothing else may fork on its host.
    if (started !== undefined && started.outcome !== 'became-primary') return started;
    const unseen = await watchSave(address, connection, { timeoutMs, deadline }, tools);
    if (unseen !== undefined) return started ?? unseen;
    const [roleAfter, infoAfter] = await connection.ask([['ROLE'], ['INFO']], timeoutMs);
    const after = readSaveState(observedReply(infoAfter));
    if (after.state !== 'ok') return started ?? notSeen(`its last reading is missing: ${detailOf(after)}`, lookAgain);
    if (started !== undefined) return { ...started, measured: after.value.measured };
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

function roleIn(reply: Reply | undefined): Observed<RoleReading> {
  return mapObserved(observedReply(reply), parseRole);
}
