import { type CopiedShard, type CopyOutcome, type StoredRdb } from '../core/backup/manifest.ts';
import type { ChosenReplica, ShardPlan } from '../core/backup/save-plan.ts';
import { readSaveState } from '../core/backup/save-reading.ts';
import { judgeBefore } from '../core/backup/save-verdicts.ts';
import { rdbFile, type SetPlace, setPrefix } from '../core/backup/set-keys.ts';
import { AuditorError } from '../core/errors.ts';
import type { Role } from '../core/facts.ts';
import { mapObserved, type Observed } from '../core/observed.ts';
import { parseRole, type RoleReading } from '../core/parse/role.ts';
import { observedReply, type Reply } from '../core/reply.ts';
import type { BackupStore, Dialler, RdbSource } from '../ports.ts';
import { judgeRdb, storedRdb } from './judge-rdb.ts';
import { rdbLook } from './look-at-rdb.ts';
import type { RdbSummary } from './rdb/summary.ts';

export interface CopyShardTools {
  readonly store: BackupStore;
  readonly source: RdbSource;
  readonly dialler: Dialler;
  /** Milliseconds since 1970. */
  now(this: void): number;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  progress?(news: CopyProgress): void;
}

/** An RDB that is being copied. */
export interface CopyProgress {
  /** `host:port` */
  readonly address: string;
  readonly bytes: number;
  /** Of the whole RDB; null where the server does not say. */
  readonly of: number | null;
}

interface Patience {
  readonly timeoutMs: number;
  readonly deadline: AbortSignal;
}

/** What became of it, and whether a fork for it may still run on the host. */
interface ShardCopy {
  readonly copied: CopiedShard;
  readonly mayStillFork: boolean;
}

/**
 * Copies one replica. Its role is asked before and after; nothing of the RDB is seen in the store before the last byte
 * has come and was looked at.
 */
export async function copyShard(
  { shard, slots }: ShardPlan,
  node: ChosenReplica,
  place: SetPlace,
  patience: Patience,
  tools: CopyShardTools,
): Promise<ShardCopy> {
  const startedAt = tools.now();
  const before = await ask(node, patience, tools);
  const common = { shard, slots, node, roleBefore: roleOf(before.role) };
  const spent = (): { durationMs: number } => ({ durationMs: Math.round(tools.now() - startedAt) });
  const against = judgeBefore(before.role, before.state);
  if (against !== undefined) {
    const words = {
      outcome: 'refused',
      problem: against.reason,
      todo: todoFor(before.role) ?? against.todo,
      roleAfter: null,
      rdb: null,
    } as const;
    return { copied: { ...common, ...words, ...spent() }, mayStillFork: false };
  }
  const file = rdbFile(shard);
  const stored = await transfer({ node, slots, key: `${setPrefix(place)}${file}` }, patience.deadline, tools);
  const after = await untilForked(node, patience, tools);
  const roleAfter = roleOf(after.role);
  const { rdb, ...words } = wordsOn(stored, file, roleAfter);
  return { copied: { ...common, ...words, rdb, roleAfter, ...spent() }, mayStillFork: after.mayStillFork };
}

interface Job {
  readonly node: ChosenReplica;
  readonly slots: ShardPlan['slots'];
  readonly key: string;
}

/** What came of a transfer: the RDB is stored unless it is damaged, or somebody else's is there. */
type Transfer = { readonly summary: RdbSummary; readonly isStored: boolean } | { readonly error: AuditorError };

/** From the socket into the store, with a look at every byte in between: nothing waits in memory but a part or two. */
async function transfer({ node, slots, key }: Job, deadline: AbortSignal, tools: CopyShardTools): Promise<Transfer> {
  try {
    const writer = await tools.store.begin(key);
    const look = rdbLook({ slots });
    try {
      const { chunks, bytes } = await tools.source.open(node.address, deadline);
      let received = 0;
      for await (const chunk of chunks) {
        await Promise.all([writer.write(chunk), look.take(chunk)]);
        received += chunk.length;
        tools.progress?.({ address: node.address, bytes: received, of: bytes });
      }
      const summary = await look.finish();
      return { summary, isStored: summary.verdict !== 'damaged' && (await writer.commit()) };
    } finally {
      look.close();
      await writer.abort();
    }
  } catch (error) {
    if (error instanceof AuditorError) return { error };
    throw error;
  }
}

interface Words {
  readonly outcome: CopyOutcome;
  readonly problem: string | null;
  readonly todo: string | null;
  readonly rdb: StoredRdb | null;
}

function wordsOn(transferred: Transfer, file: string, roleAfter: Role | null): Words {
  if ('error' in transferred) {
    const { message, hint } = transferred.error;
    return { outcome: 'failed', problem: message, todo: hint, rdb: null };
  }
  const { summary, isStored } = transferred;
  const rdb = isStored ? storedRdb(summary, file) : null;
  if (rdb === null && summary.verdict !== 'damaged')
    return { outcome: 'failed', problem: `${file} of another run is there`, todo: 'Copy again.', rdb };
  return { ...judgeRdb(summary, roleAfter), rdb };
}

interface NodeWords {
  readonly role: Observed<RoleReading>;
  readonly state: ReturnType<typeof readSaveState>;
}

/** Who the node says it is now, and what runs on it. */
async function ask(
  { address }: ChosenReplica,
  { timeoutMs }: Patience,
  { dialler }: CopyShardTools,
): Promise<NodeWords> {
  // Not the deadline's signal: what it broke off is asked about as well.
  const dialled = await dialler.dial(address, timeoutMs, AbortSignal.timeout(2 * timeoutMs));
  if (dialled.state !== 'ok') return { role: dialled, state: dialled };
  const [role, info]: readonly (Reply | undefined)[] = await dialled.value.ask([['ROLE'], ['INFO']], timeoutMs);
  await dialled.value.close();
  return { role: mapObserved(observedReply(role), parseRole), state: readSaveState(observedReply(info)) };
}

/** A server notices that its child is done, or that nobody wants the RDB any more, within a moment. */
const LOOKS = 25;
const LOOK_EVERY_MS = 200;

async function untilForked(node: ChosenReplica, patience: Patience, tools: CopyShardTools) {
  for (let look = 1; ; look++) {
    const words = await ask(node, patience, tools);
    const forks = words.state.state === 'ok' && words.state.value.forks.length > 0;
    // A process that is gone forks no more; one that does not answer may.
    const silent = words.state.state === 'failed' && words.state.reason !== 'connect-refused';
    if (!forks || look === LOOKS) return { ...words, mayStillFork: forks || silent };
    await tools.sleep(LOOK_EVERY_MS, AbortSignal.timeout(2 * LOOK_EVERY_MS));
  }
}

function roleOf(role: Observed<RoleReading>): Role | null {
  return role.state === 'ok' ? role.value.role : null;
}

/** Copies are made by another user than saves. */
function todoFor(role: Observed<RoleReading>): string | undefined {
  const isRefused = role.state === 'failed' && (role.reason === 'auth' || role.reason === 'no-permission');
  return isRefused ? 'Give the user what `redis-auditor acl --for copy` prints, on every node.' : undefined;
}
