import type { CommandStat } from '../../facts.ts';
import { fail, pass, unknown } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'config/change-not-saved',
  title: 'A setting changed at run time is not in the file',
  severity: 'info',
  scope: 'node',
  providers: ['self-managed'],
  needs: [
    'info.server.config_file',
    'info.commandstats.config|set',
    'info.commandstats.config|rewrite',
    'info.commandstats.config|resetstat',
  ],
  why:
    'CONFIG SET changes the running process only. At the next restart this node comes back with the settings of its ' +
    'file, or with the built-in ones when it has none, and nobody remembers what had been changed.',
  fix: [
    'Compare first, so that nothing temporary is written for good. Then save what runs now:',
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
    'If files come from a configuration tool, put the change there instead.',
    'Without a file: start the server with one, `redis-server /etc/redis/redis.conf`.',
  ],
  remedy: () => 'somebody has to compare first, so that nothing temporary is written for good',
  links: [
    'https://redis.io/docs/latest/commands/config-rewrite/',
    'https://redis.io/docs/latest/operate/oss_and_stack/management/config/',
  ],
  limits:
    'It counts calls: a change after the last CONFIG REWRITE, or one that set the value of the file, is not told apart. ' +
    'Versions before 7.0 do not count CONFIG SET by itself.',
  check({ fact }) {
    if (fact('info.server.config_file') === '')
      return fail('the server runs without a configuration file, so no setting outlives a restart', { configFile: '' });
    const changes = succeeded(fact('info.commandstats.config|set'));
    const rewrites = succeeded(fact('info.commandstats.config|rewrite'));
    const evidence = { changes, rewrites };
    if (rewrites > 0) return pass(evidence);
    if (changes > 0) return fail(`${changes} CONFIG SET and no CONFIG REWRITE since the start`, evidence);
    // CONFIG RESETSTAT empties the counters and is then the first command they count.
    const reset = fact('info.commandstats.config|resetstat').calls > 0;
    return reset ? unknown('CONFIG RESETSTAT has wiped the counts of earlier changes', evidence) : pass(evidence);
  },
});

/** Calls that did something: one that failed changed or saved nothing. */
function succeeded({ calls, failedCalls }: CommandStat): number {
  return calls - failedCalls;
}
