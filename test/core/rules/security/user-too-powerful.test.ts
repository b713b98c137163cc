import { describe, expect, test } from '@jest/globals';
import type { UserRights } from '../../../../lib/core/facts.ts';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/security/user-too-powerful.ts';
import { userIdentity } from '../../../../lib/core/user-identity.ts';
import { clusterFacts, policyWith } from '../../../builders/facts.ts';
import { silent } from '../../../builders/silent.ts';
import { verdict } from '../../../builders/verdict.ts';

const user = (change: Partial<UserRights> = {}): UserRights => ({
  name: 'app',
  on: true,
  needsNoPassword: false,
  passwords: 1,
  rules: 'a',
  dangerous: ['@admin', '@dangerous'],
  ...change,
});

const on7001 = (...users: readonly UserRights[]) => ({
  now: clusterFacts({ nodes: { 7001: { aclUsers: ok(users) } } }),
});

describe('security/user-too-powerful', () => {
  test.each([
    ['passes where nobody has such rights', on7001(user({ dangerous: [] })), 'pass'],
    ['fails where somebody has, on any node', on7001(user()), 'fail'],
    ['passes for the user of administrators', on7001(user({ name: userIdentity('admin') })), 'pass'],
    ['passes for a user that is off', on7001(user({ on: false })), 'pass'],
    [
      'leaves a user without a password to another rule',
      on7001(user({ name: 'default', needsNoPassword: true })),
      'pass',
    ],
    [
      'is unknown where the list is refused',
      { now: clusterFacts({ everyNode: { aclUsers: failed('no-permission', '') } }) },
      'unknown',
    ],
    [
      'judges those that answer',
      { now: clusterFacts({ nodes: { 7001: silent, 7002: { aclUsers: ok([user()]) } } }) },
      'fail',
    ],
  ])('%s', (_, judged, status) => {
    expect(verdict(rule, judged).status).toBe(status);
  });

  test('names users and rights', () => {
    expect(verdict(rule, on7001(user(), user({ name: 'batch', dangerous: ['flushall'] })))).toMatchObject({
      severity: 'info',
      message: 'app may run @admin, @dangerous on all keys, and 1 other users likewise',
      evidence: {
        users: [
          { name: 'app', may: ['@admin', '@dangerous'] },
          { name: 'batch', may: ['flushall'] },
        ],
      },
    });
  });

  test('takes other administrators', () => {
    const judged = { ...on7001(user({ name: userIdentity('root') })), policy: policyWith({ adminUsers: ['root'] }) };
    expect(verdict(rule, judged).status).toBe('pass');
    expect(
      verdict(rule, { ...on7001(user({ name: userIdentity('admin') })), policy: policyWith({ adminUsers: [] }) })
        .status,
    ).toBe('fail');
  });
});
