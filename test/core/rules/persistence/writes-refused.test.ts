import { describe, expect, test } from '@jest/globals';
import { ok } from '../../../../lib/core/observed.ts';
import { rule as writeFailed } from '../../../../lib/core/rules/aof/write-failed.ts';
import { rule } from '../../../../lib/core/rules/persistence/writes-refused.ts';
import { silent } from '../../../builders/silent.ts';
import { oneAudit, twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const refused = (count: number) => ({ errorstats: { MISCONF: count } });
const refusesNow = {
  connection: { answered: true, attempts: 1, outcome: ok({ tls: false, connectMs: 1 }), errorCodes: ['MISCONF'] },
};

describe('persistence/writes-refused', () => {
  test('passes when no more commands were refused than before', () => {
    expect(verdict(rule, twoAudits(7001, refused(4), refused(4)), 7001).status).toBe('pass');
  });

  test('fails when some were since the last audit', () => {
    expect(verdict(rule, twoAudits(7001, refused(4), refused(6)), 7001)).toMatchObject({
      status: 'fail',
      severity: 'critical',
      message: '2 commands were answered MISCONF within 300 s',
      evidence: { refused: 2, overSeconds: 300 },
    });
  });

  test('fails at the first audit already when PING is refused', () => {
    expect(verdict(rule, oneAudit(7001, refusesNow), 7001)).toMatchObject({ status: 'fail', evidence: { now: true } });
  });

  test.each([
    ['at the first audit', oneAudit(7001, refused(4))],
    ['on a version that counts no errors', twoAudits(7001, {}, { info: { redis_version: '6.0.16' } })],
    ['where the node does not answer', oneAudit(7001, silent)],
  ])('is unknown %s', (_, judged) => {
    expect(verdict(rule, judged, 7001).status).toBe('unknown');
  });

  test('is kept silent by the rule about the file', () => {
    expect(writeFailed.mutes).toContain(rule.id);
  });
});
