import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/clients/limit-lowered.ts';
import { policyWith } from '../../../builders/facts.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('clients/limit-lowered', () => {
  test.each([
    ['10000', 'pass', ''],
    ['992', 'fail', 'maxclients is 992, what a limit of 1024 open files leaves'],
    ['4064', 'fail', 'maxclients is 4064, what a limit of 4096 open files leaves'],
    ['1000', 'pass', ''],
  ])('maxclients %s', (maxclients, status, message) => {
    expect(verdict(rule, oneAudit(7001, { config: { maxclients } }), 7001)).toMatchObject({ status, message });
  });

  test('goes by what is declared', () => {
    const judged = {
      ...oneAudit(7001, { config: { maxclients: '9999' } }),
      policy: policyWith({ maxclients: 10_000 }),
    };
    expect(verdict(rule, judged, 7001).message).toBe('maxclients is 9999, declared are 10000');
    expect(verdict(rule, judged, 7002).status).toBe('pass');
  });

  test('is unknown where CONFIG is refused', () => {
    const judged = oneAudit(7001, { noConfig: failed('no-permission', 'NOPERM') });
    expect(verdict(rule, judged, 7001).status).toBe('unknown');
  });
});
