import { describe, expect, test } from '@jest/globals';
import { classifyError, errorCode } from '../../../lib/core/parse/errors.ts';
import { labels, oldLabels, recordedErrors } from './recorded.ts';

/** As ioredis hands on what a server said. */
function reply(message: string): Error {
  return Object.assign(new Error(message), { name: 'ReplyError' });
}

function withCode(code: string, message = `connect ${code} 10.0.0.5:7001`): Error {
  return Object.assign(new Error(message), { code });
}

/** What became of a question, without the detail: `no-permission`, `unsupported`. */
function outcome(error: unknown): string {
  const observed = classifyError(error);
  return observed.state === 'failed' ? observed.reason : observed.state;
}

function detail(error: unknown): string {
  const observed = classifyError(error);
  return 'detail' in observed ? observed.detail : '';
}

const expected: Readonly<Record<string, string>> = {
  busy: 'busy',
  'cluster-disabled': 'unsupported',
  loading: 'loading',
  'max-clients': 'connect-refused',
  'needless-password': 'auth',
  noauth: 'auth',
  'not-an-integer': 'unparsable',
  'several-directives': 'unsupported',
  'several-sections': 'unsupported',
  'syntax-error': 'unsupported',
  'unknown-command': 'unsupported',
  'unknown-subcommand': 'unsupported',
  'wrong-arity': 'unsupported',
  wrongpass: 'auth',
};

describe.each(labels)('error replies of %s', (label) => {
  const errors = Object.entries(recordedErrors(label));

  test('each have their reason', () => {
    const found = Object.fromEntries(errors.map(([what, message]) => [what, outcome(reply(message))]));
    const wanted = Object.fromEntries(
      errors.map(([what]) => [what, what.startsWith('denied-') ? 'no-permission' : expected[what]]),
    );
    expect(found).toEqual(wanted);
    expect(errors).toHaveLength(oldLabels.includes(label) ? 21 : 19);
  });

  test('are never passed on: no argument, no name, no user, no password', () => {
    for (const [, message] of errors) {
      expect(detail(reply(message))).not.toMatch(/planted|lowly|NOSUCH|'|`|<password>/);
      expect(detail(reply(message)).length).toBeLessThan(80);
    }
  });

  test('name the command that was refused', () => {
    const denied = recordedErrors(label)['denied-config-get'] ?? '';
    expect(detail(reply(denied))).toBe(`the user may not run ${label.startsWith('redis6') ? 'config' : 'config get'}`);
  });

  test('are known by their first word', () => {
    for (const [, message] of errors) expect(errorCode(reply(message))).toBe(message.split(' ')[0]);
  });
});

describe('an error reply', () => {
  test.each([
    ['MASTERDOWN Link with MASTER is down', 'unparsable', 'the server answered with the error MASTERDOWN'],
    ['MISCONF Redis is configured to save RDB snapshots', 'unparsable', 'the server answered with the error MISCONF'],
    ['hunter2 is not the password', 'unparsable', 'the server answered with the error of an unknown kind'],
    ["NOPERM User hunter2 has no permissions to run the 'x' y", 'no-permission', 'the user lacks a permission'],
    [
      'DENIED Redis is running in protected mode',
      'connect-refused',
      'protected mode: the server accepts no connection from another host',
    ],
    ['ERR max number of clients reached', 'connect-refused', 'the server has as many clients as maxclients allows'],
    ['ERR invalid password', 'auth', 'the password is wrong'],
    [
      'ERR unknown command `CONFIG`, with args beginning with: `GET`, ',
      'unsupported',
      'the server has no such command, or it was renamed',
    ],
    ['NOPROTO unsupported protocol version', 'unsupported', 'the server does not speak this version of the protocol'],
  ])('%s', (message, reason, text) => {
    expect(outcome(reply(message))).toBe(reason);
    expect(detail(reply(message))).toBe(text);
  });
});

describe('a failed connection', () => {
  test.each([
    ['ECONNREFUSED', 'connect-refused'],
    ['ECONNRESET', 'connect-refused'],
    ['EPIPE', 'connect-refused'],
    ['EHOSTUNREACH', 'connect-refused'],
    ['ENETUNREACH', 'connect-refused'],
    ['ENOTFOUND', 'connect-refused'],
    ['EAI_AGAIN', 'connect-refused'],
    ['ETIMEDOUT', 'timeout'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tls'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'tls'],
    ['ERR_SSL_SOMETHING_NEW', 'tls'],
    ['EPROTO', 'tls'],
  ])('with %s is %s, and its detail holds no address', (code, reason) => {
    expect(outcome(withCode(code))).toBe(reason);
    expect(detail(withCode(code))).not.toMatch(/10\.0\.0\.5|7001/);
    expect(errorCode(withCode(code))).toBeUndefined();
  });

  test.each([
    ['Connection is closed.', 'connect-refused'],
    ["Stream isn't writeable and enableOfflineQueue options is false", 'connect-refused'],
    ['Reached the max retries per request limit (which is 0).', 'connect-refused'],
    ['Command timed out', 'timeout'],
    ['connect ETIMEDOUT', 'timeout'],
    ["Socket timeout. Expecting data, but didn't receive any in 2000ms.", 'timeout'],
    ['Unknown RESP type 72 "H"', 'unparsable'],
  ])('that the client library describes as "%s" is %s', (message, reason) => {
    expect(outcome(new Error(message))).toBe(reason);
  });

  test('of several addresses of one name has the reason of the first', () => {
    expect(outcome(new AggregateError([withCode('ECONNREFUSED'), withCode('EHOSTUNREACH')]))).toBe('connect-refused');
  });

  test('that the end of the whole audit cut off was not attempted: it says nothing about the node', () => {
    expect(classifyError(withCode('ABORT_ERR'))).toMatchObject({
      state: 'not-attempted',
      detail: 'the deadline of the audit came before the answer',
    });
  });

  test('by a deadline of the auditor says how long it was', () => {
    expect(detail(withCode('ETIMEDOUT', 'no reply within 2000 ms'))).toBe('no reply within 2000 ms');
    expect(detail(withCode('ETIMEDOUT', 'no reply within 2000 ms from hunter2'))).toBe('no answer in time (ETIMEDOUT)');
  });
});

describe('anything else', () => {
  test.each<[unknown, string]>([
    [new TypeError('hunter2 is not a function'), 'an unexpected error'],
    [withCode('ERR_SOMETHING', 'hunter2'), 'an unexpected error (ERR_SOMETHING)'],
    [withCode('hunter2', 'hunter2'), 'an unexpected error'],
    ['hunter2', 'an unexpected error'],
    [undefined, 'an unexpected error'],
  ])('is unparsable: %p', (error, text) => {
    expect(outcome(error)).toBe('unparsable');
    expect(detail(error)).toBe(text);
    expect(errorCode(error)).toBeUndefined();
  });
});
