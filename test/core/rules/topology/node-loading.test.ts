import { describe, expect, test } from '@jest/globals';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/topology/node-loading.ts';
import { silent } from '../../../builders/silent.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const refuses = {
  connection: { answered: true, attempts: 1, outcome: ok({ tls: false, connectMs: 1 }), errorCodes: ['LOADING'] },
};

describe('topology/node-loading', () => {
  test.each([
    ['passes when it is not', {}, 'pass'],
    ['fails when INFO says so', { info: { loading: 1 } }, 'fail'],
    ['fails when PING is answered LOADING', { ...refuses, noInfo: failed('loading', '') }, 'fail'],
    ['is unknown when nobody says', { noInfo: failed('busy', 'BUSY') }, 'unknown'],
    ['is unknown for a node that is silent', silent, 'unknown'],
  ] as const)('%s', (_, change, status) => {
    expect(verdict(rule, oneAudit(7001, change), 7001).status).toBe(status);
  });

  test('says how long it will take, where the server does', () => {
    const info = { loading: 1, loading_eta_seconds: 40 };
    expect(verdict(rule, oneAudit(7001, { info }), 7001)).toMatchObject({
      severity: 'warning',
      message: 'it is loading its dataset, for another 40 s by its own estimate',
      evidence: { etaSeconds: 40 },
    });
  });

  test('fires at the second audit: a restart takes its time', () => {
    expect(rule.failureThreshold).toBe(2);
  });
});
