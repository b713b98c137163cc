import { fail, pass, skip } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'auditor/user-too-powerful',
  title: "The auditor's user may do more than look",
  severity: 'info',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['acl.own-rights'],
  skipUnsupported: true,
  why:
    'The auditor only reads, and its password lies wherever it runs. With a user who may write, whoever finds that password ' +
    'can do so too.',
  fix: [
    'Make a user with the line that `redis-auditor acl` prints, on every node, and let the auditor log in as that one.',
    { run: 'redis-cli -h {host} -p {port} ACL SAVE' },
  ],
  links: ['https://redis.io/docs/latest/commands/acl-dryrun/'],
  limits:
    'It asks for SET, FLUSHALL, CONFIG SET and CLUSTER FAILOVER, from version 7.0. Where the auditor does not log in it has ' +
    'the rights of everybody, and security/no-authentication is about those.',
  check({ fact }) {
    const { logsIn, mayRun } = fact('acl.own-rights');
    if (!logsIn) return skip('the auditor does not log in');
    if (mayRun.length === 0) return pass();
    return fail(`the auditor's user may run ${mayRun.join(', ')}`, { mayRun });
  },
});
