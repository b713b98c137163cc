import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'rdb/blocking-save-used',
  title: 'SAVE was used, which stops everything else',
  severity: 'critical',
  scope: 'node',
  providers: ['self-managed'],
  deltas: ['info.commandstats.save'],
  why:
    'SAVE writes the whole dataset before it returns, and nothing else runs meanwhile: no client, no replication, no ' +
    'answer to the other nodes, so a long one ends in a failover. BGSAVE does the same work in a process of its own.',
  fix: [
    'Find what called it, a script or a cron job mostly, and let it call BGSAVE SCHEDULE on a replica instead.',
    { run: 'redis-cli -h {host} -p {port} SLOWLOG GET 128' },
    'Then take the command away from users that do not need it, for example:',
    { run: 'redis-cli -h {host} -p {port} ACL SETUSER USER -save' },
  ],
  links: ['https://redis.io/docs/latest/commands/save/', 'https://redis.io/docs/latest/commands/bgsave/'],
  limits: 'A SAVE that was refused because another save ran counts too; the evidence tells how many failed.',
  check({ delta, seconds }) {
    const { calls, failedCalls, usec } = delta('info.commandstats.save');
    if (calls <= 0) return pass();
    const overSeconds = Math.round(seconds('info.commandstats.save'));
    const count = calls === 1 ? 'once' : `${calls} times`;
    return fail(`SAVE was called ${count} since the last audit and held the node for ${Math.round(usec / 1000)} ms`, {
      calls,
      failedCalls,
      heldMs: Math.round(usec / 1000),
      overSeconds,
    });
  },
});
