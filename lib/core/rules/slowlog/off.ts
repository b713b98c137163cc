import { fail, pass } from '../../finding.ts';
import type { Remedy, RemedyCase } from '../../fix/change.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'slowlog/off',
  title: 'The slow log is off',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['config.slowlog-log-slower-than', 'config.slowlog-max-len'],
  why:
    'The slow log is the only place that says which command held the node up, when, and who sent it. While it is off, ' +
    'an empty log means nothing, and the next incident leaves no trace.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} CONFIG SET slowlog-log-slower-than 10000' },
    'Only where `slowlog-max-len` is less: a shorter one throws entries away.',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET slowlog-max-len 512' },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
    'On a managed service set both in the parameter group.',
  ],
  remedy: ({ evidence }) => remedyFor(evidence),
  links: ['https://redis.io/docs/latest/commands/slowlog-get/', 'https://valkey.io/commands/slowlog-get/'],
  check({ fact }) {
    const slowerThanUs = Number(fact('config.slowlog-log-slower-than'));
    const maxLen = Number(fact('config.slowlog-max-len'));
    const evidence = { slowerThanUs, maxLen };
    if (slowerThanUs < 0) return fail(`slowlog-log-slower-than is ${slowerThanUs}: nothing is logged`, evidence);
    if (maxLen === 0) return fail('slowlog-max-len is 0: nothing is kept', evidence);
    return pass(evidence);
  },
});

/** Entries that the log is to hold at least. */
const ENTRIES = 512;

/** What is finer or longer already stays as it is: a log that is made shorter loses entries that nobody has read. */
function remedyFor({ slowerThanUs, maxLen }: RemedyCase['evidence']): ReturnType<Remedy> {
  const isLogging = typeof slowerThanUs === 'number' && slowerThanUs >= 0;
  const isLong = typeof maxLen === 'number' && maxLen >= ENTRIES;
  return [
    ...(isLogging ? [] : [{ directive: 'slowlog-log-slower-than', value: '10000' } as const]),
    ...(isLong ? [] : [{ directive: 'slowlog-max-len', value: String(ENTRIES) } as const]),
  ];
}
