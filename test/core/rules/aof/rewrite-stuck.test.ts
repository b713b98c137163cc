import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/aof/rewrite-stuck.ts';
import { oneAudit, twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const waiting = (rewrites: number | undefined, more = {}) => ({
  info: { aof_rewrite_scheduled: 1, aof_rewrites: rewrites, ...more },
});

describe('aof/rewrite-stuck', () => {
  test.each([
    [1200, 'pass'],
    [1201, 'fail'],
  ])('judges a rewrite that has run for %s s: %s', (seconds, status) => {
    const info = { aof_rewrite_in_progress: 1, aof_current_rewrite_time_sec: seconds };
    expect(verdict(rule, oneAudit(7001, { info }), 7001).status).toBe(status);
  });

  test('fails when one waits that has waited at the last audit, and none was done since', () => {
    expect(verdict(rule, twoAudits(7001, waiting(2), waiting(2)), 7001)).toMatchObject({
      status: 'fail',
      severity: 'warning',
      message: 'a rewrite has been waiting since the last audit, and none has started',
    });
  });

  test.each([
    ['one was done since', twoAudits(7001, waiting(2), waiting(3)), 'pass'],
    ['none waited at the last audit', twoAudits(7001, {}, waiting(2)), 'pass'],
    ['there is no earlier audit', oneAudit(7001, waiting(2)), 'pass'],
    ['the version does not count them', twoAudits(7001, waiting(undefined), waiting(undefined)), 'unknown'],
    ['the process is another one', twoAudits(7001, waiting(2), waiting(2, { run_id: 'another' })), 'unknown'],
  ])('does not fail for one that waits when %s', (_, judged, status) => {
    expect(verdict(rule, judged, 7001).status).toBe(status);
  });

  test('is unknown when INFO could not be read', () => {
    expect(verdict(rule, oneAudit(7001, { noInfo: failed('busy', 'BUSY') }), 7001).status).toBe('unknown');
  });

  test('is skipped where the AOF is off', () => {
    expect(verdict(rule, oneAudit(7001, { info: { aof_enabled: 0 } }), 7001).status).toBe('skipped');
  });
});
