import { describe, expect, test } from '@jest/globals';
import type { Connection } from '../../../../lib/core/facts.ts';
import { failed, notAttempted, ok } from '../../../../lib/core/observed.ts';
import { classifyError } from '../../../../lib/core/parse/errors.ts';
import { rule } from '../../../../lib/core/rules/auditor/login-refused.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { ruleThatNeeds, verdictBeside } from '../../../builders/needed.ts';
import { silent } from '../../../builders/silent.ts';

const other = ruleThatNeeds(['ping', 'config.save']);

const judged = (change: NodeChange) => verdictBeside(rule, other, clusterFacts({ nodes: { 7001: change } }), 7001);

const connected = ok({ tls: false, connectMs: 1 });

const connection = (outcome: Connection['outcome'], ...errorCodes: string[]): NodeChange => ({
  connection: { answered: true, attempts: 1, outcome, errorCodes },
});

describe('auditor/login-refused', () => {
  test('passes where the login works, or none is asked for', () => {
    expect(judged({})).toMatchObject({ status: 'pass' });
  });

  test('fails where the password is wrong', () => {
    const wrong = failed('auth', 'WRONGPASS invalid username-password pair or user is disabled.');
    expect(judged(connection(wrong, 'NOAUTH', 'WRONGPASS'))).toMatchObject({
      status: 'fail',
      severity: 'critical',
      message: 'the login is refused: WRONGPASS',
      evidence: { detail: 'WRONGPASS invalid username-password pair or user is disabled.' },
    });
  });

  test.each([
    ['NOAUTH', connection(failed('auth', 'NOAUTH Authentication required.'), 'NOAUTH')],
    ['NOAUTH', connection(connected, 'NOAUTH')],
    ['the credentials are not accepted', connection(failed('auth', 'ERR AUTH without any password'), 'ERR')],
    ['NOPERM on PING', connection(failed('no-permission', "NOPERM … 'ping'"), 'NOPERM')],
    ['NOPERM on PING', { ...connection(connected, 'NOPERM'), ping: failed('no-permission', "NOPERM … 'ping'") }],
  ])('fails and says %s', (refusal, change) => {
    expect(judged(change).message).toBe(`the login is refused: ${refusal}`);
  });

  test.each([
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
    'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE',
  ])('fails where the server turns the client certificate away with %s', (code) => {
    const outcome = classifyError(Object.assign(new Error('write EPROTO'), { code }));
    const refused = { ...silent, connection: { answered: false, attempts: 3, outcome, errorCodes: [] } };
    expect(judged(refused).message).toBe('the login is refused: the client certificate');
  });

  test('passes where only some other command is refused', () => {
    const change = { ...connection(connected, 'NOPERM'), noConfig: failed('no-permission', 'NOPERM') };
    expect(judged(change)).toMatchObject({ status: 'pass' });
  });

  test.each([
    ['a node that refuses connections', silent],
    [
      'a server whose certificate the auditor does not trust',
      connection(classifyError(Object.assign(new Error(''), { code: 'SELF_SIGNED_CERT_IN_CHAIN' }))),
    ],
    [
      'a node whose AUTH met an error that is not about the login',
      connection(failed('unparsable', 'the server answered with the error ERR'), 'ERR'),
    ],
    ['a node that the audit did not get to', connection(notAttempted('the deadline of the audit came first'))],
  ])('is unknown for %s', (_, change) => {
    expect(judged(change)).toMatchObject({ status: 'unknown' });
  });
});
