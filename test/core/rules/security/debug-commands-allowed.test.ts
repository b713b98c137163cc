import { describe, expect, test } from '@jest/globals';
import { ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/security/debug-commands-allowed.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('security/debug-commands-allowed', () => {
  test.each([
    ['no', 'pass', ''],
    ['local', 'pass', ''],
    ['yes', 'fail', 'enable-module-command is yes (limit: local)'],
  ])('%s', (value, status, message) => {
    const judged = oneAudit(7001, { config: { 'enable-module-command': value } });
    expect(verdict(rule, judged, 7001)).toMatchObject({ status, message });
  });

  test('is skipped before 7.0, which has none of them', () => {
    const judged = oneAudit(7001, { noConfig: ok({ port: '1' }) });
    expect(verdict(rule, judged, 7001).status).toBe('skipped');
  });
});
