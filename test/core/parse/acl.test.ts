import { describe, expect, test } from '@jest/globals';
import { parseAclUser } from '../../../lib/core/parse/acl.ts';
import { labels, recordedReply } from './recorded.ts';

describe('ACL GETUSER', () => {
  test.each(labels)('default of %s may do everything with every key', (label) => {
    expect(parseAclUser(recordedReply(label, 'acl-default'))).toEqual({
      state: 'ok',
      value: { flags: expect.arrayContaining(['on', 'nopass']), commands: '+@all', keys: '~*' },
    });
  });

  test('gives no password and no selector on', () => {
    const reply = [
      'flags',
      ['off'],
      'passwords',
      ['5e884898'],
      'commands',
      '-@all +info',
      'keys',
      '~app:* ~b',
      'channels',
      '',
      'selectors',
      [['keys', '~x']],
    ];
    expect(parseAclUser(reply)).toEqual({
      state: 'ok',
      value: { flags: ['off'], commands: '-@all +info', keys: '~app:* ~b' },
    });
  });

  test('writes the list of patterns of before 7.0 like the later text', () => {
    const reply = ['flags', ['on'], 'passwords', [], 'commands', '+@all', 'keys', ['app:*', 'b']];
    expect(parseAclUser(reply)).toMatchObject({ value: { keys: '~app:* ~b' } });
  });

  test('takes names, not values, for names', () => {
    const reply = ['commands', 'flags', 'flags', ['on'], 'keys', ''];
    expect(parseAclUser(reply)).toMatchObject({ value: { flags: ['on'], commands: 'flags', keys: '' } });
  });

  test.each([[null], ['OK'], [[]], [['flags', 'on', 'commands', '+@all', 'keys', '~*']]])(
    'is unparsable as %j',
    (reply) => {
      expect(parseAclUser(reply)).toMatchObject({ state: 'failed', reason: 'unparsable' });
    },
  );
});
