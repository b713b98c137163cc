import { describe, expect, test } from '@jest/globals';
import type { UserRights } from '../../../../lib/core/facts.ts';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/security/acl-differs-between-nodes.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { silent } from '../../../builders/silent.ts';
import { verdict } from '../../../builders/verdict.ts';

const user = (change: Partial<UserRights> = {}): UserRights => ({
  name: 'app',
  on: true,
  needsNoPassword: false,
  passwords: 1,
  rules: 'a',
  dangerous: [],
  ...change,
});

const users = (...each: readonly UserRights[]) => ({ aclUsers: ok(each) });
const most = users(user(), user({ name: 'admin' }));

/** All nodes have the same two users but this one. */
const but7003 = (...each: readonly UserRights[]) => ({
  now: clusterFacts({ everyNode: most, nodes: { 7003: users(...each) } }),
});

describe('security/acl-differs-between-nodes', () => {
  test.each([
    ['passes where users are the same', { now: clusterFacts({ everyNode: most }) }, 'pass'],
    ['passes where they stand in another order', but7003(user({ name: 'admin' }), user()), 'pass'],
    ['fails where a user is missing', but7003(user()), 'fail'],
    ['fails where there is one more', but7003(user(), user({ name: 'admin' }), user({ name: 'eve' })), 'fail'],
    ['fails where rules differ', but7003(user({ rules: 'b' }), user({ name: 'admin' })), 'fail'],
    [
      'fails where one has another number of passwords',
      but7003(user({ passwords: 2 }), user({ name: 'admin' })),
      'fail',
    ],
    ['leaves silent nodes to others', { now: clusterFacts({ everyNode: most, nodes: { 7003: silent } }) }, 'pass'],
    [
      'is unknown where lists are refused',
      { now: clusterFacts({ everyNode: { aclUsers: failed('no-permission', '') } }) },
      'unknown',
    ],
  ])('%s', (_, judged, status) => {
    expect(verdict(rule, judged).status).toBe(status);
  });

  test('names users and nodes', () => {
    expect(verdict(rule, but7003(user({ rules: 'b' })))).toMatchObject({
      severity: 'warning',
      message: 'unlike on most nodes: admin on 127.0.0.1:7003; app on 127.0.0.1:7003',
      evidence: {
        users: [
          { name: 'admin', unlike: ['127.0.0.1:7003'] },
          { name: 'app', unlike: ['127.0.0.1:7003'] },
        ],
      },
    });
  });
});
