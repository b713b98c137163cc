import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseTarget } from '../../lib/config/target.ts';
import { UsageError } from '../../lib/core/errors.ts';

describe('a target', () => {
  test.each<[string, object]>([
    ['redis://10.0.0.1:7001', { host: '10.0.0.1', port: 7001, address: '10.0.0.1:7001', tls: false }],
    ['rediss://cache.internal:6380', { host: 'cache.internal', port: 6380, tls: true }],
    ['redis://10.0.0.1', { port: 6379 }],
    ['10.0.0.1:7001', { host: '10.0.0.1', port: 7001, tls: false }],
    ['localhost', { host: 'localhost', port: 6379 }],
    ['REDIS://h:1', { host: 'h', port: 1, tls: false }],
    ['valkeys://h:1', { tls: true }],
    ['redis://[fd00::7]:7001', { host: 'fd00::7', port: 7001, address: '[fd00::7]:7001' }],
    ['redis://[fd00::7]', { host: 'fd00::7', port: 6379 }],
    ['fd00::7', { host: 'fd00::7', port: 6379 }],
    ['redis://h:1/', { host: 'h', port: 1 }],
    ['redis://h:1/0', { host: 'h', port: 1 }],
    ['redis://ann:pw@h:1', { username: 'ann', password: 'pw', host: 'h' }],
    ['redis://:pw@h:1', { password: 'pw' }],
    ['redis://ann@h:1', { username: 'ann' }],
    ['redis://ann:p%40ss%3aword%2f@h:1', { password: 'p@ss:word/' }],
    ['redis://ann:p@ss:wo/rd#@h:1', { username: 'ann', password: 'p@ss:wo/rd#', host: 'h', port: 1 }],
  ])('%s', (text, expected) => expect(parseTarget(text)).toMatchObject(expected));

  test('without a password takes the one of REDISCLI_AUTH', () => {
    const environment = { REDISCLI_AUTH: 'from-outside' };
    expect(parseTarget('redis://ann@h:1', environment)).toMatchObject({ username: 'ann', password: 'from-outside' });
    expect(parseTarget('h:1', environment)).toMatchObject({ password: 'from-outside' });
    expect(parseTarget('redis://ann:own@h:1', environment)).toMatchObject({ password: 'own' });
    expect(parseTarget('h:1', { REDISCLI_AUTH: '' })).not.toHaveProperty('password');
    expect(parseTarget('redis://:@h:1')).not.toHaveProperty('password');
  });
});

describe('what cannot be one', () => {
  test.each([
    ['http://h:1', 'A URL cannot begin with http://'],
    ['', 'The URL names no host'],
    ['redis://', 'The URL names no host'],
    ['redis://:7001', 'The URL names no host'],
    ['redis://[not-an-ip]:1', 'The URL names no host'],
    ['redis://fd00::7:7001:x', 'The URL names no host'],
    ['redis://h:0', 'The port in the URL must be between 1 and 65535'],
    ['redis://h:70000', 'The port in the URL must be between 1 and 65535'],
    ['redis://h:1x', 'The URL names no host'],
    ['redis://h:1/3', 'Nothing may follow host and port in the URL'],
    ['redis://h:1?tls=1', 'Nothing may follow host and port in the URL'],
    ['redis://u:100%@h:1', 'The password in the URL has a % that begins no escape'],
  ])('%s', (text, message) => {
    expect(() => parseTarget(text)).toThrow(UsageError);
    expect(() => parseTarget(text)).toThrow(message);
  });

  test('no message and no hint ever holds the password', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9%@:/#?[\]]{6,20}$/);
    const around = fc.constantFrom(
      'redis://u:SECRET@h:1/9',
      'http//u:SECRET@',
      'redis://u:SECRET@[x]:1',
      'redis://:SECRET@h:0',
      'SECRET@:1',
    );
    fc.assert(
      fc.property(secret, around, (password, text) => {
        try {
          parseTarget(text.replace('SECRET', () => password));
        } catch (error) {
          const { message, hint } = error as UsageError;
          expect(`${message}${hint}`).not.toContain(password);
        }
      }),
    );
  });
});
