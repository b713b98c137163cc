import { describe, expect, test } from '@jest/globals';
import type { NodeCursor, SlowlogReading } from '../../../lib/core/facts.ts';
import { nextSlowlogId, parseSlowlog } from '../../../lib/core/parse/slowlog.ts';
import { labels, recordedReply } from './recorded.ts';

function cursor(slowlogId: number | null, runId = 'this process'): NodeCursor {
  return { runId, slowlogId, latency: null, address: '127.0.0.1:7001' };
}

/** A log that holds the entries with these ids. */
function log(...ids: readonly number[]): unknown {
  const bytes = (text: string): Buffer => Buffer.from(text);
  return ids.map((id) => [
    id,
    1_795_346_462,
    12_000,
    [bytes('GET'), bytes('sess:1')],
    bytes('10.0.0.5:4711'),
    bytes('app'),
  ]);
}

function read(reply: unknown, from?: NodeCursor, runId: string | undefined = 'this process'): SlowlogReading {
  const reading = parseSlowlog(reply, from, runId);
  if (reading.state !== 'ok') throw new Error(JSON.stringify(reading));
  return reading.value;
}

describe.each(labels)('SLOWLOG GET of %s', (label) => {
  const { entries, newestId } = read(recordedReply(label, 'slowlog'));
  const shapes = entries.map((entry) => entry.shape);

  test('is read newest first, with times in microseconds', () => {
    const ids = entries.map((entry) => entry.id);
    expect(ids).toEqual([...ids].sort((x, y) => y - x));
    expect(newestId).toBe(ids[0]);
    expect(entries.every(({ durationUs }) => durationUs >= 0 && durationUs < 100_000)).toBe(true);
    expect(entries.every(({ at }) => at > 1_790_000_000 && at < 1_900_000_000)).toBe(true);
  });

  test('keeps what was done, and with what kind of key', () => {
    expect(shapes).toEqual(
      expect.arrayContaining([
        'CONFIG SET slowlog-log-slower-than *',
        'SET sess:* …',
        'GET *',
        'MGET user:* …',
        'RPUSH list:* …',
        'LRANGE list:* 0 -1',
        'EVAL <script>',
        'GET sess:*',
        'CLUSTER SLOTS',
        'CONFIG SET masterauth *',
        'CLIENT KILL …',
        'REPLCONF listening-port',
        'REPLCONF capa',
        'PSYNC <id> <offset>',
        'REPLCONF ack',
      ]),
    );
  });

  test('keeps nothing of what was planted: not even the password that 6.0 logs in clear', () => {
    expect(JSON.stringify(entries)).not.toMatch(/planted|redacted|\{t\d+\}|redis\.call|value/);
  });

  test('counts the arguments of a command that the log cut', () => {
    expect(entries.find((entry) => entry.shape === 'MGET user:* …')).toMatchObject({
      command: 'mget',
      argumentCount: 50,
    });
  });

  test('names the client', () => {
    expect(entries.find((entry) => entry.command === 'cluster|slots')).toMatchObject({
      client: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      clientName: 'planter',
    });
  });

  test('marks an inner call of a script, except on Valkey, which names the caller', () => {
    const [inner] = entries.filter((entry) => entry.shape === 'GET sess:*');
    expect(inner?.client === '?:0').toBe(!label.startsWith('valkey'));
  });
});

describe('what is new in the slow log', () => {
  test.each<[string, unknown, NodeCursor | undefined, Partial<SlowlogReading>, readonly number[]]>([
    ['everything it holds, on a first visit', log(9, 8, 7), undefined, { since: 'first-visit', lost: null }, [9, 8, 7]],
    ['what came after the last visit', log(9, 8, 7), cursor(7), { since: 'cursor', lost: 0 }, [9, 8]],
    ['nothing, when nothing came', log(9, 8, 7), cursor(9), { since: 'cursor', lost: 0 }, []],
    [
      'all of it, when the log was empty at the last visit',
      log(1, 0),
      cursor(-1),
      { since: 'cursor', lost: 0 },
      [1, 0],
    ],
    [
      'everything it holds, when earlier visits did not look',
      log(99, 98),
      cursor(null),
      { since: 'first-visit', lost: null },
      [99, 98],
    ],
    [
      'what it holds, when it was empty whenever it was read: it may have been cleared before',
      log(99, 98),
      cursor(-1),
      { since: 'cursor', lost: null },
      [99, 98],
    ],
    ['what it holds, when it was empty and its ids begin with it', log(1, 0), cursor(-1), { lost: 0 }, [1, 0]],
    ['what is left, when more came than it holds', log(99, 98), cursor(40), { since: 'cursor', lost: 57 }, [99, 98]],
    ['what came after a SLOWLOG RESET, which cleared some unread', log(12), cursor(9), { lost: 2 }, [12]],
    [
      'nothing after a reset, and what was cleared shows with the next entry',
      log(),
      cursor(9),
      { lost: 0, newestId: null },
      [],
    ],
    [
      'everything, after a restart',
      log(2, 1, 0),
      cursor(40, 'the last process'),
      { since: 'start', lost: 0 },
      [2, 1, 0],
    ],
    [
      'what is left of a new process',
      log(200, 199),
      cursor(40, 'the last process'),
      { since: 'start', lost: 199 },
      [200, 199],
    ],
    [
      'nothing in a new process without entries',
      log(),
      cursor(40, 'the last process'),
      { since: 'start', lost: 0 },
      [],
    ],
  ])('is %s', (_what, reply, from, expected, ids) => {
    const reading = read(reply, from);
    expect(reading).toMatchObject(expected);
    expect(reading.entries.map((entry) => entry.id)).toEqual(ids);
  });

  test('cannot be told from what was there before, when the process is not known', () => {
    const reading = parseSlowlog(log(9, 8), cursor(8), undefined);
    expect(reading).toMatchObject({ value: { since: 'first-visit', lost: null } });
  });
});

describe('the id to remember', () => {
  test.each<[string, unknown, NodeCursor | undefined, number]>([
    ['the newest one', log(9, 8), cursor(4), 9],
    ['the one before, when the log was cleared', log(), cursor(4), 4],
    ['-1, when a new process has no entry yet', log(), cursor(4, 'the last process'), -1],
    ['-1, when there never was one', log(), undefined, -1],
  ])('is %s', (_what, reply, from, expected) => {
    expect(nextSlowlogId(read(reply, from), from, 'this process')).toBe(expected);
  });
});

describe('an entry', () => {
  const args = [Buffer.from('GET'), Buffer.from('sess:1')];

  test('without client fields, as before 4.0, is read too', () => {
    expect(read([[1, 1, 1, args]]).entries).toMatchObject([{ shape: 'GET sess:*', clientName: '' }]);
  });

  test('keeps a client name without what could disturb a terminal', () => {
    const raw = [[1, 1, 1, args, Buffer.from('[::1]:33516'), Buffer.from('app\u001b[2J\n')]];
    expect(read(raw).entries).toMatchObject([{ client: '[::1]:33516', clientName: 'app[2J' }]);
  });

  test.each<[string, unknown]>([
    ['text', 'OK'],
    ['null', null],
    ['an entry that is none', ['GET']],
    ['an entry without arguments', [[1, 1, 1]]],
    ['a time that is no number', [[1, 'now', 1, args]]],
    ['arguments that were decoded', [[1, 1, 1, ['GET', 'secret']]]],
    ['a client that is no text', [[1, 1, 1, args, 7]]],
  ])('that is %s makes the log unparsable', (_what, reply) => {
    const reading = parseSlowlog(reply, undefined, 'this process');
    expect(reading).toMatchObject({ state: 'failed', reason: 'unparsable' });
    expect(JSON.stringify(reading)).not.toContain('secret');
  });
});
