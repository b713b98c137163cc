import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/config/differs-from-declared.ts';
import { policyWith } from '../../../builders/facts.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('config/differs-from-declared', () => {
  const declared = policyWith({ directives: { maxclients: 10_000, 'maxmemory-policy': 'noeviction' } });

  test('is skipped where nothing is declared', () => {
    expect(verdict(rule, oneAudit(7001, {}), 7001).status).toBe('skipped');
  });

  test('passes where it is as declared; numbers are compared as they are printed', () => {
    expect(verdict(rule, { ...oneAudit(7001, {}), policy: declared }, 7001).status).toBe('pass');
  });

  test('says what it is and what it should be', () => {
    const judged = { ...oneAudit(7001, { config: { 'maxmemory-policy': 'allkeys-lru' } }), policy: declared };
    expect(verdict(rule, judged, 7001)).toMatchObject({
      status: 'fail',
      message: 'maxmemory-policy is allkeys-lru, declared is noeviction',
    });
  });

  test('a directive that the server does not know is not as declared', () => {
    const judged = { ...oneAudit(7001, {}), policy: policyWith({ directives: { hz: 10 } }) };
    expect(verdict(rule, judged, 7001).message).toBe('hz is not known here, declared is 10');
  });
});
