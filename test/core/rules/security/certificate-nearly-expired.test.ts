import { describe, expect, test } from '@jest/globals';
import type { CertificateDates, Connection } from '../../../../lib/core/facts.ts';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/security/certificate-nearly-expired.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { at } from '../../../builders/silences.ts';
import { verdict } from '../../../builders/verdict.ts';

const inDays = (days: number) => at(days * 86_400);

function judged(outcome: Connection['outcome'], options = {}) {
  const connection = { answered: true, attempts: 1, outcome, errorCodes: [] };
  return verdict(rule, { now: clusterFacts({ everyNode: { connection } }), options }, 7001);
}

const shown = (certificates: CertificateDates | null, options = {}) =>
  judged(ok({ tls: true, connectMs: 2, certificates }), options);

const valid = (own: number, ...issuers: readonly number[]) => shown({ own: inDays(own), issuers: issuers.map(inDays) });

describe('security/certificate-nearly-expired', () => {
  test.each<[string, ReturnType<typeof judged>, string]>([
    ['passes while it is valid for long enough', valid(7 + 1), 'pass'],
    ['passes on the very limit', valid(7), 'pass'],
    ['fails below it', valid(7 - 1), 'fail'],
    ['fails when an authority ends first', valid(300, 300, 7 - 1), 'fail'],
    ['fails when it is over', valid(-1), 'fail'],
    ['takes the limit from the options', shown({ own: inDays(2), issuers: [] }, { failBelowDays: 1 }), 'pass'],
    ['is unknown when the dates cannot be read', shown(null), 'unknown'],
    ['is unknown without a connection', judged(failed('tls', 'the certificate has expired')), 'unknown'],
    ['is skipped without TLS', judged(ok({ tls: false, connectMs: 1 })), 'skipped'],
  ])('%s', (_, { status }, wanted) => {
    expect(status).toBe(wanted);
  });

  test('says whose it is, and how long it is valid', () => {
    expect(valid(5, 5.5)).toMatchObject({
      severity: 'critical',
      message: `its certificate expires on ${inDays(5)}, in 5 days (limit 7 days)`,
      evidence: { endsAt: inDays(5), daysLeft: 5, which: 'own' },
    });
    expect(valid(300, 1.5).message).toBe(
      `a certificate that its own rests on expires on ${inDays(1.5)}, in 36 hours (limit 7 days)`,
    );
    expect(valid(-1).message).toBe(`its certificate expired on ${inDays(-1)} (limit 7 days)`);
  });
});
