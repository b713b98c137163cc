import type { Absent, Observed } from '../observed.ts';
import { classifyError, errorCode } from '../parse/errors.ts';
import type { RoleReading } from '../parse/role.ts';
import type { Reply } from '../reply.ts';
import { hasSaved, type SaveState } from './save-reading.ts';
import type { SaveVerdict } from './save-run.ts';

const nothingSent = { sent: false, measured: null };
const askedFor = { sent: true, measured: null };

const again = 'Run it again.';
const lookThere = 'Look at INFO persistence of the node, and at its log.';

/** There was nobody to ask; why, the plan tells of each. @param replicas how many the shard has */
export function noReplica(replicas: number): SaveVerdict {
  return {
    ...nothingSent,
    outcome: 'no-replica',
    reason: replicas === 0 ? 'it has no replica' : 'no replica is fit to save, and a primary is never asked',
    todo:
      replicas === 0
        ? 'Give the shard a replica.'
        : 'See to what speaks against its replicas, or wait until it has passed (`--wait`), and run it again.',
  };
}

/** The time was up, or its host not free, before its turn came. */
export function notBegun(reason: string, todo: string): SaveVerdict {
  return { ...nothingSent, outcome: 'refused', reason, todo };
}

/** The node could not be asked. */
export function notAsked(why: Absent): SaveVerdict {
  const outcome = why.state === 'not-attempted' ? 'refused' : 'failed';
  return { ...nothingSent, outcome, reason: detailOf(why), todo: todoFor(why) };
}

/** Why a question has no answer. What was never asked is the deadline's doing here. */
export function detailOf(why: Absent): string {
  return why.state === 'not-attempted' ? 'the time was up' : why.detail;
}

function todoFor(why: Absent): string {
  if (why.state === 'not-attempted') return 'Give it more time.';
  if (why.state === 'failed' && (why.reason === 'no-permission' || why.reason === 'auth'))
    return 'Give the user what `redis-auditor acl --for backup` prints, on every node.';
  return `See that the node answers, and run it again.`;
}

/** What speaks against a fork just before it; undefined when nothing does. */
export function judgeBefore(role: Observed<RoleReading>, state: Observed<SaveState>): SaveVerdict | undefined {
  if (role.state !== 'ok') return notAsked(role);
  if (role.value.role === 'primary')
    return {
      ...nothingSent,
      outcome: 'became-primary',
      reason: 'it was made a primary after it had been chosen, so nothing was asked of it',
      todo: 'Run it again: the shard has other replicas now.',
    };
  if (state.state !== 'ok') return notAsked(state);
  const against = state.value.loading
    ? 'it is reading its dataset'
    : role.value.link !== 'connected'
      ? 'its link to the primary is down'
      : state.value.forks.length > 0
        ? `${state.value.forks[0]} runs on it`
        : undefined;
  return against === undefined ? undefined : notBegun(`${against}, since it was chosen`, again);
}

/** The three answers that came with BGSAVE: the role just before it and just after it. */
export interface StartAnswers {
  readonly before: Observed<RoleReading>;
  readonly bgsave: Reply | undefined;
  readonly after: Observed<RoleReading>;
}

/** What speaks against waiting for the end; undefined when the save runs on a replica. */
export function judgeStart({ before, bgsave, after }: StartAnswers): SaveVerdict | undefined {
  if (bgsave === undefined || 'error' in bgsave) return declined(bgsave?.error);
  const started = typeof bgsave.value === 'string' && /\bstarted\b/i.test(bgsave.value);
  if (isPrimary(before) || (started && isPrimary(after)))
    return {
      ...askedFor,
      outcome: 'became-primary',
      reason: 'a failover came in between, and the save ran on a primary',
      todo: 'Its clients have waited for the fork; nothing is to be undone. Run it again: the shard has other replicas now.',
    };
  if (started && before.state === 'ok' && after.state === 'ok') return undefined;
  return notSeen('whether the save began is not known', lookThere);
}

function isPrimary(role: Observed<RoleReading>): boolean {
  return role.state === 'ok' && role.value.role === 'primary';
}

const otherChild = /child process is active|already in progress|rewriting/i;

function declined(error: unknown): SaveVerdict {
  const message = error instanceof Error ? error.message : '';
  if (otherChild.test(message)) return notBegun('a save or an AOF rewrite has begun on it since it was chosen', again);
  const why = classifyError(error);
  if (errorCode(error) === undefined)
    return notSeen(`the connection was lost as the save was asked for: ${detailOf(why)}`, lookThere);
  if (why.state === 'failed' && why.reason === 'unparsable')
    return {
      ...nothingSent,
      outcome: 'failed',
      reason: 'the server could not fork',
      todo: 'Its log says why; mostly it is memory: set vm.overcommit_memory to 1.',
    };
  return notAsked(why);
}

/** It was asked for, and nobody knows what became of it. */
export function notSeen(reason: string, todo: string): SaveVerdict {
  return { ...askedFor, outcome: 'not-verified', reason, todo };
}

/** The end, by two readings of one process, and the role after it. */
export function judgeEnd(before: SaveState, after: SaveState, role: Observed<RoleReading>): SaveVerdict {
  if (after.lastSaveFailed)
    return {
      ...askedFor,
      outcome: 'failed',
      reason: 'the save ended with an error',
      todo: 'The log of the node says why: mostly its disk is full, or the directory cannot be written.',
    };
  if (!hasSaved(before, after))
    return notSeen(
      'no newer save is there than before',
      `${lookThere} Two saves within one second look like one before 7.0.`,
    );
  const seen = { sent: true, measured: after.measured };
  if (role.state !== 'ok')
    return {
      ...seen,
      outcome: 'not-verified',
      reason: `it saved, and its role was not read again: ${detailOf(role)}`,
      todo: lookThere,
    };
  if (role.value.role === 'primary')
    return {
      ...seen,
      outcome: 'became-primary',
      reason: 'it saved, and was made a primary while it did',
      todo: 'The save is whole. Its clients may have felt the copying of pages.',
    };
  return { ...seen, outcome: 'ok', reason: 'saved', todo: null };
}
