import { describe, expect, test } from '@jest/globals';
import type { UserRights } from '../../../lib/core/facts.ts';
import { parseAclList } from '../../../lib/core/parse/acl-list.ts';
import { userIdentity } from '../../../lib/core/user-identity.ts';

const hash = '#2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881';
const other = `#${'ab'.repeat(32)}`;

function read(line: string): UserRights {
  const users = parseAclList([line]);
  if (users.state !== 'ok' || users.value[0] === undefined) throw new Error(`not read: ${users.state}`);
  return users.value[0];
}

describe('ACL LIST', () => {
  test.each([
    ['nobody without a rule for commands', 'user eve on nopass ~* &* -@all', []],
    ['who may do everything', `user root on ${hash} ~* &* +@all`, ['@admin', '@dangerous']],
    ['who may do all but that', `user app on ${hash} ~* &* +@all -@admin -@dangerous +info`, []],
    ['what is dangerous takes what is for administrators', 'user app on nopass ~* +@all -@dangerous', []],
    ['who may do it on some keys', 'user app on nopass ~app:* +@all', []],
    ['who may do it on no keys, as the auditor', 'user auditor on nopass -@all +config|get +slowlog|get', []],
    ['what is given one by one', 'user app on nopass ~* -@all +@read +flushall +keys', ['flushall', 'keys']],
    ['what is taken one by one', 'user app on nopass ~* -@all +flushall +keys -keys', ['flushall']],
    ['a category that is given later', 'user app on nopass ~* -@all +@read +@admin', ['@admin']],
    [
      'what a selector gives',
      'user app on nopass ~app:* -@all +@read (~* -@all +@dangerous)',
      ['@admin', '@dangerous'],
    ],
    ['a selector for some keys', 'user app on nopass ~app:* -@all (~tmp:* +@all)', []],
  ])('knows %s', (_, line, dangerous) => {
    expect(read(line).dangerous).toEqual(dangerous);
  });

  test('takes rules as a set, without `sanitize-payload` and without passwords', () => {
    const line = `user app on ${hash} ~app:* &* -@all +get +set`;
    const same = `user app on sanitize-payload ${other} ~app:* &* -@all +set +get`;
    expect(read(same).rules).toBe(read(line).rules);
    expect(read(`${line} +del`).rules).not.toBe(read(line).rules);
    expect(read(line.replace('~app:*', '~web:*')).rules).not.toBe(read(line).rules);
    expect(read(line.replace(' on ', ' off ')).rules).not.toBe(read(line).rules);
    expect(read(`${line} (~x -@all +get)`).rules).not.toBe(read(line).rules);
  });

  test('keeps no hash, no pattern of keys, and of passwords only their number', () => {
    const users = parseAclList([`user app on ${hash} ${other} ~tenant:acme:* &news +@all`, 'user default off -@all']);
    expect(JSON.stringify(users)).not.toMatch(/2d7116|abab|acme|news|app/);
    expect(users).toMatchObject({
      state: 'ok',
      value: [
        { name: userIdentity('app'), on: true, needsNoPassword: false, passwords: 2 },
        { name: 'default', on: false, needsNoPassword: false, passwords: 0 },
      ],
    });
    expect(read('user default on nopass ~* +@all')).toMatchObject({ on: true, needsNoPassword: true, passwords: 0 });
  });

  test.each([
    ['a text', 'user default on'],
    ['another kind of line', ['group app on']],
    ['nothing', null],
  ])('refuses %s', (_, reply) => {
    expect(parseAclList(reply)).toMatchObject({ state: 'failed', reason: 'unparsable' });
  });
});
