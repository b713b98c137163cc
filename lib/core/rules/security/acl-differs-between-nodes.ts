import type { UserRights } from '../../facts.ts';
import { fail, pass, skip } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

/** Users named in the message. */
const NAMED = 3;

export const rule = defineRule({
  id: 'security/acl-differs-between-nodes',
  title: 'Users are not the same on every node',
  severity: 'warning',
  scope: 'cluster',
  providers: ['self-managed'],
  needs: ['acl.users'],
  coverage: 'reachable',
  why:
    'Users are not copied between nodes. Where one lacks a user or a right, programs fail on the keys of that node, or ' +
    'everywhere after its failover; and a right that was taken from a user still works there.',
  fix: [
    'Compare the nodes that the evidence names, then make the user anew with the same line on every node:',
    { run: 'redis-cli -h {host} -p {port} ACL LIST' },
    { run: 'redis-cli -h {host} -p {port} ACL SAVE' },
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/'],
  limits:
    'Names of users are not kept: a short hash stands for each. The number of passwords is compared, not the passwords: nothing of them is kept. The order of rules and ' +
    '`sanitize-payload` do not count.',
  check({ members }) {
    if (members.length < 2) return skip('there is only one node to look at');
    const names = new Set(members.flatMap(({ fact }) => fact('acl.users').map(({ name }) => name)));
    const users = [...names].sort().flatMap((name) => {
      const groups = Map.groupBy(members, ({ fact }) => identity(fact('acl.users').find((user) => user.name === name)));
      const [most, ...others] = [...groups.values()].sort((a, b) => b.length - a.length);
      const unlike = others.flat().map(({ node }) => node.address);
      return most === undefined || unlike.length === 0 ? [] : [{ name, unlike }];
    });
    if (users.length === 0) return pass({ users: names.size });
    const told = users.slice(0, NAMED).map(({ name, unlike }) => `${name} on ${unlike.join(', ')}`);
    const more = users.length > NAMED ? ` and ${users.length - NAMED} more` : '';
    return fail(`unlike on most nodes: ${told.join('; ')}${more}`, { users });
  },
});

function identity(user: UserRights | undefined): string {
  return user === undefined ? 'absent' : `${user.rules} ${user.passwords}`;
}
