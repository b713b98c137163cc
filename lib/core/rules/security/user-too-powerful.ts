import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';
import { userIdentity } from '../../user-identity.ts';

export const rule = defineRule({
  id: 'security/user-too-powerful',
  title: 'Users may do what only administrators should',
  severity: 'info',
  scope: 'cluster',
  providers: ['self-managed', 'elasticache'],
  needs: ['acl.users'],
  coverage: 'reachable',
  why:
    'A program with these rights can delete everything, read every setting and stop nodes, and so can whoever finds its ' +
    'password. What it needs is rarely more than its keys and the commands for them.',
  fix: [
    'Take the rights from the users of programs, on every node:',
    { run: 'redis-cli -h {host} -p {port} ACL SETUSER app -@admin -@dangerous +info' },
    { run: 'redis-cli -h {host} -p {port} ACL SAVE' },
    'Name the users of administrators in `policy.adminUsers`.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/'],
  limits:
    'Names of users are not kept: ACL LIST shows who has the rights that the finding names. Users that are off, and those that need no password (security/no-authentication), are left out. INFO alone is no such ' +
    'right. Commands that a module calls dangerous are not known.',
  check({ members, policy }) {
    const found = new Map<string, Set<string>>();
    const administrators = policy.adminUsers.map(userIdentity);
    for (const { fact } of members) {
      for (const { name, on, needsNoPassword, dangerous } of fact('acl.users')) {
        if (!on || needsNoPassword || dangerous.length === 0 || administrators.includes(name)) continue;
        found.set(name, new Set([...(found.get(name) ?? []), ...dangerous]));
      }
    }
    const users = [...found].map(([name, may]) => ({ name, may: [...may].sort() }));
    const [first] = users;
    if (first === undefined) return pass();
    const more = users.length === 1 ? '' : `, and ${users.length - 1} other users likewise`;
    return fail(`${first.name} may run ${first.may.join(', ')} on all keys${more}`, { users });
  },
});
