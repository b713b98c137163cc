import { describe, expect, test } from '@jest/globals';
import { ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/latency/clock-skew.ts';
import { start } from '../../../builders/facts.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('latency/clock-skew', () => {
  const off = (seconds: number) => oneAudit(7001, { info: { server_time_usec: (start + seconds * 1000) * 1000 } });

  test.each([
    [5, 'pass', ''],
    [-5, 'pass', ''],
    [7, 'fail', "7 s ahead of the auditor's clock (limit 5 s)"],
    [-7, 'fail', "7 s behind the auditor's clock (limit 5 s)"],
  ])('a clock that is %i s off', (seconds, status, message) => {
    expect(verdict(rule, off(seconds), 7001)).toMatchObject({ status, message });
  });

  test.each([
    [-7, 'pass', -1],
    [-13, 'fail', -7],
    [7, 'fail', 7],
  ])('%i s, seen in a visit of 6 s: %s', (seconds, status, skewSeconds) => {
    const answered = { answered: true, attempts: 1, outcome: ok({ tls: false, connectMs: 1 }), errorCodes: [] };
    const slow = oneAudit(7001, {
      info: { server_time_usec: (start + seconds * 1000) * 1000 },
      connection: { ...answered, readMs: 6000 },
    });
    expect(verdict(rule, slow, 7001)).toMatchObject({ status, evidence: { skewSeconds } });
  });

  test('is unknown where the server does not tell its time', () => {
    expect(verdict(rule, oneAudit(7001, { info: { server_time_usec: undefined } }), 7001).status).toBe('unknown');
  });
});
