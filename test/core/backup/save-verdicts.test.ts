import { describe, expect, test } from '@jest/globals';
import { readSaveState, type SaveState } from '../../../lib/core/backup/save-reading.ts';
import { judgeBefore, judgeEnd, judgeStart } from '../../../lib/core/backup/save-verdicts.ts';
import { failed, ok } from '../../../lib/core/observed.ts';
import { parseRole } from '../../../lib/core/parse/role.ts';

const replica = parseRole(['slave', '10.0.0.1', 7001, 'connected', 4711]);
const primary = parseRole(['master', 4711, []]);
const unread = failed('timeout', 'no reply within 2000 ms');

/** A server's own error, as the client hands it over. */
const serverSays = (message: string): { readonly error: Error } => ({
  error: Object.assign(new Error(message), { name: 'ReplyError' }),
});

function state(fields: Readonly<Record<string, string | number>> = {}): SaveState {
  const all = {
    loading: 0,
    rdb_bgsave_in_progress: 0,
    rdb_last_save_time: 1000,
    rdb_last_bgsave_status: 'ok',
    rdb_last_bgsave_time_sec: 3,
    rdb_last_cow_size: 4096,
    rdb_saves: 5,
    ...fields,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}:${value}`);
  const read = readSaveState(ok(`# Persistence\r\n${lines.join('\r\n')}\r\n\r\n# Stats\r\nlatest_fork_usec:312\r\n`));
  if (read.state !== 'ok') throw new Error(read.detail);
  return read.value;
}

describe('before BGSAVE', () => {
  test.each([
    ['a linked, idle replica: nothing speaks against it', replica, ok(state()), undefined, ''],
    ['a primary', primary, ok(state()), 'became-primary', 'made a primary after it had been chosen'],
    ['no role was told', unread, ok(state()), 'failed', 'no reply within 2000 ms'],
    [
      'its link was lost',
      parseRole(['slave', 'h', 1, 'connecting', -1]),
      ok(state()),
      'refused',
      'its link to the primary is down',
    ],
    ['it loads', replica, ok(state({ loading: 1 })), 'refused', 'it is reading its dataset'],
    ['it rewrites', replica, ok(state({ aof_rewrite_in_progress: 1 })), 'refused', 'an AOF rewrite runs on it'],
    ['INFO is missing', replica, unread, 'failed', 'no reply within 2000 ms'],
  ] as const)('%s', (_, role, info, outcome, words) => {
    const verdict = judgeBefore(role, info);
    expect(verdict?.outcome).toBe(outcome);
    expect(verdict?.reason ?? '').toContain(words);
    expect(verdict?.sent ?? false).toBe(false);
  });
});

const started = { value: 'Background saving started' };
const gone = { error: Object.assign(new Error('Connection is closed.'), { code: 'ECONNRESET' }) };

describe('at BGSAVE', () => {
  test.each([
    ['it began, on a replica', replica, started, replica, undefined, true, ''],
    ['the node was a primary', primary, started, primary, 'became-primary', true, 'the save ran on a primary'],
    ['the node was one just after', replica, started, primary, 'became-primary', true, 'the save ran on a primary'],
    ['the connection was lost', replica, gone, unread, 'not-verified', true, 'the connection was lost'],
    ['there was no answer', replica, undefined, unread, 'not-verified', true, 'the connection was lost'],
    [
      'the role just after is missing',
      replica,
      started,
      unread,
      'not-verified',
      true,
      'whether the save began is not known',
    ],
    [
      'it was only scheduled: nobody knows for when',
      replica,
      { value: 'Background saving scheduled' },
      replica,
      'not-verified',
      true,
      'whether the save began is not known',
    ],
    [
      'a rewrite had begun',
      replica,
      serverSays(
        "ERR Another child process is active (AOF?): can't BGSAVE right now. Use BGSAVE SCHEDULE in order to …",
      ),
      replica,
      'refused',
      false,
      'a save or an AOF rewrite has begun on it',
    ],
    [
      'a save had begun',
      replica,
      serverSays('ERR Background save already in progress'),
      replica,
      'refused',
      false,
      'has begun on it',
    ],
    [
      'the user may not',
      replica,
      serverSays("NOPERM this user has no permissions to run the 'bgsave' command"),
      replica,
      'failed',
      false,
      'the user may not run bgsave',
    ],
    [
      'it loads',
      replica,
      serverSays('LOADING Redis is loading the dataset in memory'),
      replica,
      'failed',
      false,
      'the server is loading its dataset',
    ],
    ['it cannot fork', replica, serverSays('ERR'), replica, 'failed', false, 'the server could not fork'],
    [
      'the command has another name',
      replica,
      serverSays("ERR unknown command 'BGSAVE', with args beginning with: "),
      replica,
      'failed',
      false,
      'no such command',
    ],
  ] as const)('%s', (_, before, bgsave, after, outcome, sent, words) => {
    const verdict = judgeStart({ before, bgsave, after });
    expect(verdict?.outcome).toBe(outcome);
    expect(verdict?.sent ?? true).toBe(sent);
    expect(verdict?.reason ?? '').toContain(words);
  });

  test('what is to be done about a missing permission is the line that makes the user', () => {
    const denied = serverSays("NOPERM this user has no permissions to run the 'bgsave' command");
    expect(judgeStart({ before: replica, bgsave: denied, after: replica })?.todo).toContain('acl --for backup');
  });
});

const later = { rdb_last_save_time: 1009, rdb_saves: 6 };

describe('at the end', () => {
  test.each([
    ['a newer save, on a replica', {}, later, replica, 'ok'],
    ['in the same second, but counted', {}, { rdb_saves: 6 }, replica, 'ok'],
    ['later, with the counters reset meanwhile', {}, { rdb_last_save_time: 1009, rdb_saves: 0 }, replica, 'ok'],
    ['no newer one', {}, {}, replica, 'not-verified'],
    ['it ended with an error', {}, { rdb_saves: 6, rdb_last_bgsave_status: 'err' }, replica, 'failed'],
    ['after one that had failed', { rdb_last_bgsave_status: 'err' }, later, replica, 'ok'],
    ['the role is not known any more', {}, later, unread, 'not-verified'],
    ['it became a primary meanwhile', {}, later, primary, 'became-primary'],
  ] as const)('%s', (_, before, after, role, outcome) => {
    expect(judgeEnd(state(before), state(after), role).outcome).toBe(outcome);
  });

  test('it is measured by what the server says', () => {
    expect(judgeEnd(state(), state(later), replica).measured).toEqual({
      forkUs: 312,
      seconds: 3,
      copiedBytes: 4096,
      savedAt: '1970-01-01T00:16:49.000Z',
    });
  });

  test('what a server does not count is not needed: before 7.0 the time tells', () => {
    const old = (time: number): SaveState => ({ ...state({ rdb_last_save_time: time }), saves: null });
    expect(judgeEnd(old(1000), old(1001), replica).outcome).toBe('ok');
    expect(judgeEnd(old(1000), old(1000), replica).outcome).toBe('not-verified');
  });
});

test.each([
  ['nothing', undefined],
  ['a sentinel', ['sentinel', ['mymaster']]],
  ['a replica without a link', ['slave', '10.0.0.1', 7001]],
])('%s has no role', (_, reply) => expect(parseRole(reply)).toMatchObject({ state: 'failed', reason: 'unparsable' }));
