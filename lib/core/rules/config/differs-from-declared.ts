import { fail, pass, skip } from '../../finding.ts';
import { defineRule } from '../../rule.ts';
import { nameDirectives } from '../../watched-directives.ts';

export const rule = defineRule({
  id: 'config/differs-from-declared',
  title: 'Settings are not as declared',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['config.watched'],
  why:
    'The team has declared in `policy.directives` how every node is to be set up, where there is no right answer for ' +
    'everybody. This node is not: it will act otherwise than the team has decided.',
  fix: [
    'The evidence has both values. If the declaration is right:',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET DIRECTIVE VALUE' },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
    'Some directives are read at the start only: change the file and restart the node. If the declaration is out of date, ' +
      'change that.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  limits:
    'Values are compared as text, as CONFIG GET prints them: bytes for `maxmemory`, not `4gb`. A directive that this ' +
    'version of the server does not have counts as different.',
  check({ fact, policy }) {
    const declared = Object.entries(policy.directives);
    if (declared.length === 0) return skip('policy.directives declares none');
    const values = fact('config.watched');
    const differences = declared.flatMap(([directive, value]) => {
      const actual = values[directive];
      return actual === String(value) ? [] : [{ directive, declared: String(value), actual: actual ?? null }];
    });
    const [first] = differences;
    if (first === undefined) return pass({ directives: declared.length });
    const names = nameDirectives(differences.map(({ directive }) => directive));
    const message =
      differences.length === 1
        ? `${names} is ${first.actual === null ? 'not known here' : first.actual || '""'}, declared is ${first.declared || '""'}`
        : `${names} are not as declared`;
    return fail(message, { differences });
  },
});
