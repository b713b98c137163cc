import { describe, expect, test } from '@jest/globals';
import { parseReplicaClients } from '../../../lib/core/parse/clients.ts';

/** Of Redis 7.0.15, with a name and a user that are nobody's business. */
const line =
  'id=9 addr=127.0.0.1:35712 laddr=127.0.0.1:7001 fd=30 name=secret age=12 idle=0 flags=S db=0 sub=0 psub=0 ssub=0 ' +
  'multi=-1 qbuf=0 qbuf-free=20474 argv-mem=0 multi-mem=0 rbs=1024 rbp=0 obl=0 oll=1 omem=20504 tot-mem=42808 ' +
  'events=r cmd=replconf user=replica redir=-1 resp=2';

describe('CLIENT LIST TYPE replica', () => {
  test.each([
    ['no replica', '', []],
    ['one', `${line}\n`, [{ from: '127.0.0.1:35712', outputBytes: 20_504 }]],
    [
      'two, one over IPv6',
      `${line}\n${line.replaceAll('127.0.0.1', '[::1]')}\n`,
      [
        { from: '127.0.0.1:35712', outputBytes: 20_504 },
        { from: '[::1]:35712', outputBytes: 20_504 },
      ],
    ],
  ])('reads %s, and nothing else of a line', (_, reply, value) => {
    expect(parseReplicaClients(reply)).toEqual({ state: 'ok', value });
  });

  test.each([
    ['a line without omem', 'id=9 addr=127.0.0.1:1 flags=S\n'],
    ['a list', []],
  ])('refuses %s', (_, reply) => {
    expect(parseReplicaClients(reply)).toMatchObject({ state: 'failed', reason: 'unparsable' });
  });
});
