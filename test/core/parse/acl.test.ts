import { describe, expect, test } from '@jest/globals';
import { parseDefaultUser } from '../../../lib/core/parse/acl.ts';
import { labels, recordedReply } from './recorded.ts';

const hash = `#${'5e'.repeat(32)}`;

describe('the default user in ACL LIST', () => {
  // It has not been asked of 6.2.
  test.each(labels.filter((label) => label !== 'redis62'))('of %s may do everything with every key', (label) => {
    expect(parseDefaultUser(recordedReply(label, 'acl-list'))).toEqual({
      state: 'ok',
      value: { flags: expect.arrayContaining(['on', 'nopass']), commands: '+@all', keys: '~*' },
    });
  });

  test.each([
    ['has every right but is off', 'off ~* &* +@all', { flags: ['off'], commands: '+@all', keys: '~*' }],
    [
      'has passwords, which are not given on, and some rights on some keys',
      `on sanitize-payload ${hash} ~app:* %R~b resetchannels -@all +info +config|get`,
      {
        flags: ['on', 'sanitize-payload', 'resetchannels'],
        commands: '-@all +info +config|get',
        keys: '~app:* %R~b',
      },
    ],
    [
      'has more rights by selectors, which are left out',
      'off resetchannels -@all (~x resetchannels -@all +get) (~y resetchannels -@all +set)',
      { flags: ['off', 'resetchannels'], commands: '-@all', keys: '' },
    ],
  ])('%s', (_, rules, value) => {
    const others = ['user defaults on nopass ~* +@all', 'user app on nopass ~* +get'];
    expect(parseDefaultUser([...others, `user default ${rules}`])).toEqual({ state: 'ok', value });
  });

  test.each([[null], ['OK'], [[]], [[1]], [['user app on nopass ~* +@all']]])('is unparsable as %j', (reply) => {
    expect(parseDefaultUser(reply)).toMatchObject({ state: 'failed', reason: 'unparsable' });
  });
});
