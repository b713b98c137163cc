import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/persistence/forks-too-frequent.ts';
import { oneAudit, twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const forks = (count: number, more = {}) => ({ info: { total_forks: count, ...more } });

describe('persistence/forks-too-frequent', () => {
  test.each([
    ['passes for 12 in an hour', 42, 3600, 'pass'],
    ['fails for 13', 43, 3600, 'fail'],
    ['passes for 3 within a minute', 33, 60, 'pass'],
    ['fails for 4 within a minute: that many in 15 minutes are too many', 34, 60, 'fail'],
  ])('%s', (_, count, seconds, status) => {
    expect(verdict(rule, twoAudits(7001, forks(30), forks(count), seconds), 7001).status).toBe(status);
  });

  test('says how many', () => {
    expect(verdict(rule, twoAudits(7001, forks(30), forks(50), 3600), 7001)).toMatchObject({
      severity: 'info',
      message: '20 forks, 20 an hour, above 12',
      evidence: { forks: 20, overSeconds: 3600, perHour: 20 },
    });
  });

  test('takes another limit', () => {
    const judged = twoAudits(7001, forks(30), forks(50), 3600);
    expect(verdict(rule, { ...judged, options: { failAbovePerHour: 20 } }, 7001).status).toBe('pass');
  });

  test.each([
    ['at the first audit', oneAudit(7001, forks(30))],
    ['after a restart', twoAudits(7001, forks(30), forks(90, { run_id: 'another' }))],
  ])('is unknown %s', (_, judged) => {
    expect(verdict(rule, judged, 7001).status).toBe('unknown');
  });

  test('is skipped on a replica', () => {
    expect(verdict(rule, twoAudits(7004, forks(30), forks(90)), 7004).status).toBe('skipped');
  });
});
