import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/rdb/save-refused.ts';
import { oneAudit, twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const bgsave = (calls: number, failedCalls = 0, rejectedCalls = 0) => ({
  commandstats: { bgsave: { calls, failedCalls, rejectedCalls } },
});

describe('rdb/save-refused', () => {
  test('passes when every save could begin', () => {
    expect(verdict(rule, twoAudits(7004, bgsave(3, 1), bgsave(5, 1)), 7004).status).toBe('pass');
  });

  test.each([
    ['met a rewrite', bgsave(5, 2), 'BGSAVE was refused once since the last audit'],
    ['was not permitted', bgsave(3, 1, 2), 'BGSAVE was refused 2 times since the last audit'],
  ])('fails when one %s', (_, now, message) => {
    expect(verdict(rule, twoAudits(7004, bgsave(3, 1), now), 7004)).toMatchObject({
      status: 'fail',
      severity: 'warning',
      message,
    });
  });

  test('is unknown at the first audit', () => {
    expect(verdict(rule, oneAudit(7004, bgsave(3, 1)), 7004).status).toBe('unknown');
  });
});
