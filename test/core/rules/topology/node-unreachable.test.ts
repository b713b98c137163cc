import { describe, expect, test } from '@jest/globals';
import { failed, notAttempted } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/topology/node-unreachable.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { silent } from '../../../builders/silent.ts';
import { standaloneFacts } from '../../../builders/standalone.ts';
import { verdict } from '../../../builders/verdict.ts';

const replies = (connection: Partial<NonNullable<NodeChange['connection']>>): NodeChange => ({
  ...silent,
  connection: { answered: false, attempts: 3, outcome: failed('timeout', ''), errorCodes: [], ...connection },
});

const on7001 = (change: NodeChange) => ({ now: clusterFacts({ nodes: { 7001: change } }) });

describe('topology/node-unreachable', () => {
  test('passes where a node answers', () => {
    expect(verdict(rule, on7001(silent), 7002)).toMatchObject({ status: 'pass' });
  });

  test.each([
    ['NOAUTH', failed('auth', 'NOAUTH Authentication required.')],
    ['LOADING', failed('loading', 'LOADING Redis is loading the dataset in memory')],
    ['BUSY', failed('busy', 'BUSY Redis is busy running a script.')],
  ])('passes where the only answer is the error %s', (code, outcome) => {
    const now = on7001(replies({ answered: true, errorCodes: [code], outcome }));
    expect(verdict(rule, now, 7001)).toMatchObject({ status: 'pass' });
  });

  test('fails on a node that refuses connections', () => {
    expect(verdict(rule, on7001(silent), 7001)).toMatchObject({
      status: 'fail',
      severity: 'critical',
      message: 'no reply in 3 attempts of 2000 ms each: no connection',
      evidence: { attempts: 3, timeoutMs: 2000, reason: 'connect-refused' },
    });
  });

  test.each([
    ['silence', replies({})],
    ['silence', replies({ outcome: { state: 'ok', value: { tls: false, connectMs: 1 } } })],
    [
      'the server has as many clients as maxclients allows',
      replies({
        outcome: failed('connect-refused', 'the server has as many clients as maxclients allows'),
        errorCodes: ['ERR'],
      }),
    ],
    ['the TLS handshake failed', replies({ outcome: failed('tls', 'SELF_SIGNED_CERT_IN_CHAIN') })],
  ])('fails and says %s', (reason, change) => {
    expect(verdict(rule, on7001(change), 7001).message).toBe(`no reply in 3 attempts of 2000 ms each: ${reason}`);
  });

  test('tells how long it really waited when the options say otherwise', () => {
    const judged = { ...on7001(replies({ attempts: 1 })), options: { attempts: 1, timeoutMs: 500 } };
    expect(verdict(rule, judged, 7001).message).toBe('no reply in 1 attempt of 500 ms each: silence');
  });

  test('is unknown for a node that the audit did not get to', () => {
    const change = replies({ attempts: 0, outcome: notAttempted('the deadline of the audit came first') });
    expect(verdict(rule, on7001(change), 7001)).toMatchObject({
      status: 'unknown',
      message: 'it was not visited: the deadline of the audit came first',
    });
  });

  test('works without cluster mode', () => {
    expect(verdict(rule, { now: standaloneFacts({ nodes: { 7004: silent } }) }, 7004)).toMatchObject({
      status: 'fail',
    });
  });
});
