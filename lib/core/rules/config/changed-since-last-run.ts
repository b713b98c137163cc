import { fail, pass, unknown } from '../../finding.ts';
import { defineRule } from '../../rule.ts';
import { changedDirectives, nameDirectives } from '../../watched-directives.ts';

export const rule = defineRule({
  id: 'config/changed-since-last-run',
  title: 'A setting was changed at run time',
  severity: 'info',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['config.watched', 'info.server.run_id'],
  previous: ['config.watched', 'info.server.run_id'],
  why:
    'Somebody or something changed a setting of the running process since the last audit. If it was meant, the report of ' +
    'it is the record; if not, it is the first thing to look at when the node behaves differently.',
  fix: [
    'The evidence has the old and the new value. To take it back:',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET DIRECTIVE VALUE' },
    'To keep it over a restart, put it into the file on every node, or:',
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
  ],
  links: ['https://redis.io/docs/latest/commands/config-set/'],
  limits: 'A change that was taken back before the next audit is not seen, nor is one that came with a restart.',
  check({ fact, previous }) {
    if (previous('info.server.run_id') !== fact('info.server.run_id'))
      return unknown('the process is another one than at the last audit');
    const changes = changedDirectives(previous('config.watched'), fact('config.watched'));
    const [first] = changes;
    if (first === undefined) return pass();
    const message =
      changes.length === 1
        ? `${first.directive} was changed from ${quoted(first.before)} to ${quoted(first.now)}`
        : `${nameDirectives(changes.map(({ directive }) => directive))} were changed`;
    return fail(`${message} since the last audit`, { changes: changes.map((change) => ({ ...change })) });
  },
});

function quoted(value: string): string {
  return value === '' ? '""' : value;
}
