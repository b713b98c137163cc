import { fail, pass, unknown } from '../../finding.ts';
import { SLOWLOG_ENTRIES } from '../../questions.ts';
import { defineRule } from '../../rule.ts';
import { lostEntries, noEarlierVisit } from '../../slow-entries.ts';

export const rule = defineRule({
  id: 'slowlog/entries-lost',
  title: 'Slow-log entries were lost before they were read',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['slowlog'],
  optional: ['config.slowlog-max-len'],
  why:
    'The log is shorter than what happened between two audits, or somebody cleared it. What was lost cannot be judged: ' +
    'the slowest command of the interval may have been among it.',
  fix: [
    'Make the log long enough for one interval (the evidence says how long), or audit the slow log more often.',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET slowlog-max-len 512' },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
    'Find out whether something runs SLOWLOG RESET: ids go on counting through it, so entries cleared unread count as lost.',
  ],
  links: ['https://redis.io/docs/latest/commands/slowlog-get/', 'https://redis.io/docs/latest/commands/slowlog-reset/'],
  check({ fact, maybe }) {
    const log = fact('slowlog');
    const { since, entries } = log;
    if (since === 'first-visit') return noEarlierVisit;
    const lost = lostEntries(log, maybe('config.slowlog-max-len'));
    if (lost === null) return unknown('the log was empty until now, and nobody knows whether it had been cleared');
    if (lost === 0) return pass();
    const maxLenWanted = lost + entries.length;
    const remedy =
      maxLenWanted > SLOWLOG_ENTRIES
        ? `an audit reads at most ${SLOWLOG_ENTRIES}`
        : `a slowlog-max-len of ${maxLenWanted} would have held them`;
    const atMost = log.lost === null ? 'up to ' : '';
    return fail(`${atMost}${lost} of ${maxLenWanted} new entries were gone; ${remedy}`, {
      lost,
      read: entries.length,
      maxLenWanted,
    });
  },
});
