import { fail, pass, skip } from '../../finding.ts';
import { hostOf, isLoopback } from '../../hosts.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'security/no-authentication',
  title: 'Anybody may log in without a password',
  severity: 'critical',
  scope: 'cluster',
  providers: ['self-managed'],
  needs: ['acl.default'],
  coverage: 'reachable',
  why:
    'The `default` user is on and needs no password. Whoever can reach the port can read, change and delete everything, ' +
    'and with the usual settings write files as the user of the server.',
  fix: [
    'Give the applications users of their own first, then take the password-free one away, on every node:',
    { run: "redis-cli -h {host} -p {port} ACL SETUSER app on '>PASSWORD' '~*' '&*' +@all -@admin -@dangerous +info" },
    { run: 'redis-cli -h {host} -p {port} ACL SETUSER default off' },
    { run: 'redis-cli -h {host} -p {port} ACL SAVE' },
    'Switch it off and take no rights from it: the server replays the append-only file as `default`.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/'],
  limits: 'Not judged where every node is on loopback. What a firewall keeps out is not known here.',
  check({ members, known }) {
    if (known.every(({ address }) => isLoopback(hostOf(address)))) return skip('every node is on loopback');
    const open = members.filter(({ fact }) => {
      const { flags } = fact('acl.default');
      return flags.includes('on') && flags.includes('nopass');
    });
    if (open.length === 0) return pass({ nodes: members.length });
    const nodes = open.map(({ node }) => node.address);
    return fail(`the default user needs no password on ${open.length} of ${members.length} nodes`, { nodes });
  },
});
