import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/aof/rewrite-disabled.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const off = { config: { 'auto-aof-rewrite-percentage': '0' } };

describe('aof/rewrite-disabled', () => {
  test('passes where the file is rewritten when it has doubled', () => {
    expect(verdict(rule, oneAudit(7001, {}), 7001)).toMatchObject({ status: 'pass', evidence: { percentage: 100 } });
  });

  test('fails where it never is', () => {
    expect(verdict(rule, oneAudit(7001, off), 7001)).toMatchObject({ status: 'fail', evidence: { percentage: 0 } });
  });

  test('fires at the second audit: a copy of the file takes the setting for a while', () => {
    expect(rule.failureThreshold).toBe(2);
  });

  test('is unknown where the settings cannot be read', () => {
    const change = { noConfig: failed('no-permission', 'NOPERM') };
    expect(verdict(rule, oneAudit(7001, change), 7001).status).toBe('unknown');
  });

  test('is skipped where the AOF is off', () => {
    expect(verdict(rule, oneAudit(7001, { ...off, info: { aof_enabled: 0 } }), 7001).status).toBe('skipped');
  });
});
