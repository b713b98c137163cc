import { fail, pass, unknown } from '../../finding.ts';
import { clearBelowShare, clearBelowShareDoc, passWithin } from '../../narrow-pass.ts';
import { defineRule, numberOption } from '../../rule.ts';
import { COUNT_FROM_MS, isUsersCommand, lostEntries, noEarlierVisit, primaryAddress } from '../../slow-entries.ts';
import { shapeEvidence, slowShapes } from '../../slow-shapes.ts';

export const rule = defineRule({
  id: 'slowlog/many-slow-commands',
  title: 'Slow commands come in numbers',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['slowlog'],
  optional: [
    'info.replication.master_host',
    'info.replication.master_port',
    'config.slowlog-log-slower-than',
    'config.slowlog-max-len',
  ],
  options: {
    failAbovePerMinute: numberOption(10),
    minCount: numberOption(10, { integer: true }),
    countFromMs: numberOption(COUNT_FROM_MS),
    clearBelowShare,
  },
  optionDocs: {
    failAbovePerMinute: "users' commands in the slow log, a minute",
    minCount: 'fewest entries that fail, whatever the rate',
    countFromMs: 'shortest entry that counts, milliseconds',
    clearBelowShare: clearBelowShareDoc,
  },
  why:
    'Each of these commands held up every client of the node for 10 ms or more. One is nothing; so many of them are a ' +
    'share of the time in which nobody else is served, and response times rise for everybody.',
  fix: [
    'The evidence names the shapes with the longest entries first; begin with what comes most often.',
    { run: 'redis-cli -h {host} -p {port} SLOWLOG GET 50' },
    'If all kinds of commands are in it, small ones too, the host is the cause: CPU steal, swap, a neighbour.',
  ],
  links: ['https://redis.io/docs/latest/commands/slowlog-get/'],
  limits:
    "Entries lost before they were read count as users' commands, since nobody can tell what they were; where the log " +
    'also takes shorter commands than those that count, most of the lost ones were such, and they are left out.',
  check({ fact, maybe, seconds, options }) {
    const log = fact('slowlog');
    if (log.since === 'first-visit') return noEarlierVisit;
    const primary = primaryAddress(maybe('info.replication.master_host'), maybe('info.replication.master_port'));
    const countFromUs = options.countFromMs * 1000;
    const entries = log.entries.filter((entry) => entry.durationUs >= countFromUs && isUsersCommand(entry, primary));
    const takesShorter = Number(maybe('config.slowlog-log-slower-than') ?? countFromUs) < countFromUs;
    const lost = takesShorter ? 0 : (lostEntries(log, maybe('config.slowlog-max-len')) ?? 0);
    const count = entries.length + lost;
    if (count < options.minCount) return pass({ count, lost });
    const minutes = seconds('slowlog') / 60;
    if (minutes <= 0) return unknown('the time of the previous reading of the slow log is not known', { count, lost });
    const perMinute = Math.round((count / minutes) * 10) / 10;
    const evidence = { perMinute, count, lost, commands: shapeEvidence(slowShapes(entries)) };
    const rate = {
      value: count / minutes,
      limit: options.failAbovePerMinute,
      words: `a rate of ${perMinute} a minute`,
    };
    if (rate.value <= rate.limit) return passWithin([rate], options.clearBelowShare, evidence);
    const lostToo = lost === 0 ? '' : `, ${lost} of them lost unread`;
    return fail(`${perMinute} slow commands a minute (limit ${rate.limit}): ${count}${lostToo}`, evidence);
  },
});
