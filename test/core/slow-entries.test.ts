import { describe, expect, test } from '@jest/globals';
import { AUDITOR_CLIENT_NAME } from '../../lib/core/client-name.ts';
import { formatMs, isReplicated, isUsersCommand, primaryAddress } from '../../lib/core/slow-entries.ts';
import { type EntryChange, slowEntry } from '../builders/slowlog.ts';

const primary = primaryAddress('127.0.0.1', 7001);

describe("a user's command", () => {
  test.each<[string, boolean, EntryChange]>([
    ['a script of an application', true, { command: 'eval' }],
    ['a read of a whole collection', true, { command: 'smembers' }],
    ['a small command that stalled', true, { command: 'get' }],
    ["a module's command", true, { command: 'ft.search' }],
    ['FLUSHALL, whoever sent it', true, { command: 'flushall' }],
    ['a replica asking for the stream', false, { command: 'psync' }],
    ['a monitor reading INFO', false, { command: 'info' }],
    ['a library asking for the slots', false, { command: 'cluster|slots' }],
    ["the auditor's own", false, { command: 'eval', clientName: AUDITOR_CLIENT_NAME }],
    ['a call inside a script, beside which it stands', false, { command: 'smembers', client: '?:0', clientName: '' }],
    ['on a replica, what its primary passed on', false, { command: 'del', client: '127.0.0.1:7001', clientName: '' }],
    ["on a replica, a reader on the primary's host", true, { command: 'get', client: '127.0.0.1:50000' }],
  ])('%s: %j', (_, expected, change) => {
    expect(isUsersCommand(slowEntry(change), primary)).toBe(expected);
  });
});

describe('an entry that the primary passed on', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1:7001', true],
    ['127.0.0.1', '127.0.0.1:51000', false],
    ['127.0.0.1', '127.0.0.2:7001', false],
    ['::1', '[::1]:7001', true],
    ['redis-1.example.internal', '10.0.0.7:7001', true],
    ['redis-1.example.internal', '10.0.0.7:51000', false],
    ['127.0.0.1', '/run/redis.sock:0', false],
    ['127.0.0.1', '', false],
  ])('primary %s, client %s: %s', (host, client, expected) => {
    expect(isReplicated(slowEntry({ client }), primaryAddress(host, 7001))).toBe(expected);
  });

  test('a primary follows nobody', () => {
    expect(primaryAddress(undefined, undefined)).toBeUndefined();
    expect(isReplicated(slowEntry({ client: '127.0.0.1:7001' }), undefined)).toBe(false);
  });
});

test.each([
  [83, '0.083 ms'],
  [15_600, '15.6 ms'],
  [38_849, '38.8 ms'],
  [10_000, '10 ms'],
  [312_400, '312 ms'],
  [1_204_000, '1204 ms'],
])('%i µs are written %s', (microseconds, text) => {
  expect(formatMs(microseconds)).toBe(text);
});
