import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'rdb/save-refused',
  title: 'A scheduled save was refused',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  deltas: ['info.commandstats.bgsave'],
  why:
    'BGSAVE met a rewrite of the append-only file or another save and was answered with an error. A job that does not ' +
    'look at the answer takes it for done, and the newest RDB is older than everybody thinks.',
  fix: [
    'Let the job ask with SCHEDULE: then the save begins as soon as what runs now has ended.',
    { run: 'redis-cli -h {host} -p {port} BGSAVE SCHEDULE' },
    'If the user of the job lacks the permission, add `+bgsave` for it.',
  ],
  links: ['https://redis.io/docs/latest/commands/bgsave/'],
  limits: 'Servers before 6.2 count no refusals. A call with a wrong argument, or without the permission, counts too.',
  check({ delta }) {
    const { calls, failedCalls, rejectedCalls } = delta('info.commandstats.bgsave');
    const refused = failedCalls + rejectedCalls;
    const evidence = { bgsaveCalls: calls, failedCalls, rejectedCalls };
    if (refused <= 0) return pass(evidence);
    return fail(`BGSAVE was refused ${refused === 1 ? 'once' : `${refused} times`} since the last audit`, evidence);
  },
});
