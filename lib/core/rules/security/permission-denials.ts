import { fail, pass, unknown } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'security/permission-denials',
  title: 'Clients try what they may not do',
  severity: 'info',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['connection'],
  deltas: ['info.errorstats.NOPERM'],
  options: { minCount: numberOption(10, { integer: true }) },
  optionDocs: { minCount: 'refused commands since the last audit up to which nothing is said' },
  why:
    'Users send commands or touch keys that their ACL forbids. Mostly a right is missing that an application needs, and ' +
    'part of it does not work; else somebody looks for what the user can do.',
  fix: [
    'The server remembers the last ones, with user, command and address:',
    { run: 'redis-cli -h {host} -p {port} ACL LOG 20' },
    'Add the right on every node, or mend the client.',
  ],
  links: ['https://redis.io/docs/latest/commands/acl-log/'],
  limits:
    'While the node refuses commands of the auditor too, its own refusals are among them and nothing is said: ' +
    '`auditor/permission-missing` is about those.',
  check({ fact, delta, options }) {
    const denials = delta('info.errorstats.NOPERM');
    if (denials <= options.minCount) return pass({ denials });
    if (fact('connection').errorCodes.includes('NOPERM'))
      return unknown("refusals of the auditor's own commands are among them", { denials });
    return fail(`${denials} commands were refused with NOPERM since the last audit (limit ${options.minCount})`, {
      denials,
    });
  },
});
