import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/security/authentication-failures.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('security/authentication-failures', () => {
  const failedLogins = (count: number, change: NodeChange = {}) =>
    twoAudits(7001, { info: change.info ?? {} }, { errorstats: { WRONGPASS: count } }, 300);

  test.each<[string, ReturnType<typeof failedLogins>, string, string]>([
    ['10 in five minutes', failedLogins(10), 'pass', ''],
    ['11 in five minutes', failedLogins(11), 'fail', '2.2 failed log-ins a minute (limit 2)'],
  ])('%s', (_, judged, status, message) => {
    expect(verdict(rule, judged, 7001)).toMatchObject({ status, message });
  });

  test('goes by the counter of its own from 7.2', () => {
    const judged = twoAudits(
      7001,
      { info: { acl_access_denied_auth: 0 } },
      { info: { acl_access_denied_auth: 20 }, errorstats: { WRONGPASS: 0 } },
    );
    expect(verdict(rule, judged, 7001).message).toBe('4 failed log-ins a minute (limit 2)');
  });

  test('goes by it also where errors are no longer counted by their first word', () => {
    const judged = twoAudits(
      7001,
      { info: { acl_access_denied_auth: 0 } },
      { info: { acl_access_denied_auth: 20 }, errorstats: { ERRORSTATS_DISABLED: 1 } },
    );
    expect(verdict(rule, judged, 7001).message).toBe('4 failed log-ins a minute (limit 2)');
  });

  test('is unknown at a first audit and after a restart', () => {
    const [then] = failedLogins(1).before;
    expect(verdict(rule, { now: then ?? clusterFacts() }, 7001).status).toBe('unknown');
    const restarted = twoAudits(7001, {}, { info: { run_id: 'another' } });
    expect(verdict(rule, restarted, 7001).status).toBe('unknown');
  });
});
