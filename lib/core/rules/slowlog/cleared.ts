import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'slowlog/cleared',
  title: 'The slow log was cleared',
  severity: 'info',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  deltas: ['info.commandstats.slowlog|reset'],
  why:
    'Somebody sent SLOWLOG RESET. Entries that had not been read by then are gone; they show as lost, and what ran long ' +
    'in that time is not known.',
  fix: [
    'Find who clears it: a script that reads the log and empties it does so for nothing, as ids tell what is new.',
    'Then deny it to others, on every node:',
    { run: "redis-cli -h {host} -p {port} ACL SETUSER app '-slowlog|reset'" },
  ],
  links: ['https://redis.io/docs/latest/commands/slowlog-reset/'],
  limits: 'Needs version 7.0 or later.',
  check({ delta }) {
    const { calls } = delta('info.commandstats.slowlog|reset');
    if (calls === 0) return pass();
    const times = calls === 1 ? 'once' : `${calls} times`;
    return fail(`the slow log was cleared ${times} since the last audit (limit: never)`, { calls });
  },
});
