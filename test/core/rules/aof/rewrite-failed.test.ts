import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/aof/rewrite-failed.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('aof/rewrite-failed', () => {
  test('passes when the last rewrite went well', () => {
    expect(verdict(rule, oneAudit(7001, {}), 7001).status).toBe('pass');
  });

  test.each([
    [1, 'the last rewrite of the append-only file ended with "err"'],
    [4, 'the last rewrite of the append-only file ended with "err", 4 times running'],
    [undefined, 'the last rewrite of the append-only file ended with "err"'],
  ])('fails when it did not; failures in a row, where the version counts them: %s', (failures, message) => {
    const info = { aof_last_bgrewrite_status: 'err', aof_rewrites_consecutive_failures: failures };
    expect(verdict(rule, oneAudit(7001, { info }), 7001)).toMatchObject({
      status: 'fail',
      severity: 'warning',
      message,
      evidence: { aofLastBgrewriteStatus: 'err', consecutiveFailures: failures ?? null },
    });
  });

  test('is unknown when INFO could not be read', () => {
    expect(verdict(rule, oneAudit(7001, { noInfo: failed('busy', 'BUSY') }), 7001).status).toBe('unknown');
  });

  test('is skipped where the AOF is off: the status is an old one', () => {
    const info = { aof_enabled: 0, aof_last_bgrewrite_status: 'err' };
    expect(verdict(rule, oneAudit(7001, { info }), 7001).status).toBe('skipped');
  });
});
