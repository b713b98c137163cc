import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SnapshotRequest } from '../../../lib/backup/replication/handshake.ts';
import { type SnapshotProtocol, snapshotProtocol } from '../../../lib/backup/replication/protocol.ts';
import { TransferError } from '../../../lib/backup/replication/transfer-error.ts';

const mark = 'f'.repeat(39) + 'e';

/** What a server sends in answer to one command after the other, without waiting for them. */
interface Talk {
  readonly sent: readonly string[];
  readonly data: Buffer;
  readonly protocol: SnapshotProtocol;
}

function talk(answers: string | Buffer, request: SnapshotRequest = {}, sizes: readonly number[] = [1 << 20]): Talk {
  const protocol = snapshotProtocol(request);
  const bytes = Buffer.from(answers as string, 'latin1');
  const sent = [protocol.begin()];
  const data: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    // A copy, as the memory of a chunk may be used again; a step that keeps it must have copied what it keeps.
    const chunk = Buffer.from(bytes.subarray(at, at + (sizes[turn % sizes.length] ?? 1)));
    at += chunk.length;
    const step = protocol.receive(chunk);
    if (step.send !== undefined) sent.push(step.send);
    data.push(...step.data.map((part) => Buffer.from(part)));
    chunk.fill(0);
  }
  return {
    sent: sent.map((each) =>
      each
        .toString()
        .replace(/[*$]\d+\r\n/g, '')
        .trim()
        .replaceAll('\r\n', ' '),
    ),
    data: Buffer.concat(data),
    protocol,
  };
}

function failure(answers: string, request: SnapshotRequest = {}): TransferError {
  try {
    talk(answers, request);
  } catch (error) {
    if (error instanceof TransferError) return error;
    throw error;
  }
  throw new Error('nothing failed');
}

const accepted = '+OK\r\n+OK\r\n-ERR Unrecognized REPLCONF option: version\r\n';

describe('what is said to the server', () => {
  test('is one command after the other, with a login and a name where they are given', () => {
    const request = { username: 'backup', password: 'secret', clientName: 'copy' };
    const { sent } = talk(`+OK\r\n+OK\r\n${accepted}`, request, [5]);
    expect(sent).toEqual([
      'AUTH backup secret',
      'CLIENT SETNAME copy',
      'REPLCONF capa eof',
      'REPLCONF rdb-only 1',
      'REPLCONF version 9.0.0',
      'SYNC',
    ]);
    expect(talk(accepted, { password: 'secret' }).sent[0]).toBe('AUTH secret');
    expect(talk(accepted).sent[0]).toBe('REPLCONF capa eof');
  });

  test('goes on when an old server does not know that only the RDB is wanted', () => {
    const { sent, protocol } = talk('+OK\r\n-ERR Unrecognized REPLCONF option: rdb-only\r\n$3\r\nabc');
    expect(sent.at(-1)).toBe('SYNC');
    expect([protocol.isRdbOnly(), protocol.isOver()]).toEqual([false, true]);
    expect(talk(accepted).protocol.isRdbOnly()).toBe(true);
  });
});

describe('the RDB', () => {
  const payload = Buffer.from(Array.from({ length: 3000 }, (_, at) => (at * 31) & 255));
  const nearly = Buffer.concat([
    payload,
    Buffer.from(mark.slice(0, 39)),
    payload,
    Buffer.from(`ff${mark}`.slice(0, 41)),
    payload,
  ]);

  test.each<[string, string]>([
    ['with its length', `${accepted}\n\n$${nearly.length}\r\n`],
    ['with a mark at its end', `${accepted}\n\n\n$EOF:${'0123456789'.repeat(4)}\r\n`],
  ])('%s is the same however it is cut, and what follows is left alone', (_, before) => {
    const end = before.includes('EOF') ? '0123456789'.repeat(4) : '';
    const stream = Buffer.concat([Buffer.from(before), nearly, Buffer.from(`${end}*1\r\n$4\r\nPING\r\n`)]);
    const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 9000 })), {
      minLength: 1,
      maxLength: 9,
    });
    fc.assert(
      fc.property(sizes, (chunks) => {
        const { data, protocol } = talk(stream, {}, chunks);
        expect(data.equals(nearly)).toBe(true);
        expect([protocol.isOver(), protocol.received()]).toEqual([true, nearly.length]);
      }),
      { examples: [[[1]], [[39]], [[40]], [[41]]] },
    );
  });

  test('that holds most of the mark again and again is cut at the whole mark only', () => {
    const payloads = fc.array(fc.constantFrom('f', 'ff', mark.slice(0, 39), mark.slice(1), 'e', 'x'), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(payloads, fc.integer({ min: 1, max: 60 }), (parts, size) => {
        const text = parts.join('');
        const clean = text.includes(mark) ? text.slice(0, text.indexOf(mark)) : text;
        // The last bytes of the payload and the first of the mark may be a mark together.
        const whole = `${clean}${mark}`;
        const { data } = talk(`${accepted}$EOF:${mark}\r\n${whole}`, {}, [size]);
        expect(data.toString()).toBe(whole.slice(0, whole.indexOf(mark)));
      }),
      { numRuns: 500 },
    );
  });

  test('is not over before its end', () => {
    const cut = talk(`${accepted}$10\r\n123456789`);
    expect([cut.protocol.isOver(), cut.protocol.framing(), cut.protocol.received()]).toEqual([
      false,
      { kind: 'length', bytes: 10 },
      9,
    ]);
    const open = talk(`${accepted}$EOF:${mark}\r\n123456789${mark.slice(0, 39)}`);
    expect([open.protocol.isOver(), open.protocol.framing()]).toEqual([false, { kind: 'marker' }]);
    expect(talk(`${accepted}$0\r\n`).protocol.isOver()).toBe(true);
    expect(talk(`${accepted}\n\n\n`).protocol.framing()).toBeNull();
  });
});

describe('a refusal', () => {
  const noPermission = 'NOPERM User backup has no permissions to run the';
  test.each<[string, string, string, string]>([
    ['of the login', '-WRONGPASS invalid username-password pair or user is disabled.\r\n', 'auth', 'AUTH'],
    ['of the first command', `+OK\r\n-${noPermission} 'replconf' command\r\n`, 'no-permission', 'REPLCONF capa'],
    ['of the copy', `+OK\r\n${accepted}-${noPermission} 'sync' command\r\n`, 'no-permission', 'SYNC'],
    [
      'without a link',
      `+OK\r\n${accepted}-NOMASTERLINK Can't SYNC while not connected with my master\r\n`,
      'no-primary-link',
      'the replica',
    ],
    ['while loading', `+OK\r\n${accepted}\n-LOADING Redis is loading the dataset in memory\r\n`, 'loading', 'SYNC'],
    [
      'of a renamed command',
      `+OK\r\n${accepted}-ERR unknown command 'SYNC', with args beginning with: \r\n`,
      'unsupported',
      'SYNC',
    ],
    ['by something else', 'HTTP/1.1 400 Bad Request\r\n', 'unparsable', 'the answer'],
    ['by a length that is none', `+OK\r\n${accepted}$-1\r\n`, 'unparsable', 'the answer'],
    ['by a line without end', 'x'.repeat(5000), 'unparsable', 'the answer'],
  ])('%s says what was refused and why, and no secret', (_, answers, reason, words) => {
    const error = failure(answers, { username: 'secret-user', password: 'secret-password' });
    expect(error.reason).toBe(reason);
    expect(error.message).toMatch(new RegExp(`^${words}`));
    expect(`${error.message} ${error.hint}`).not.toContain('secret');
    expect(error.hint).toMatch(/^[A-Z].*\.$/);
  });
});
