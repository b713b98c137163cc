import type { CommandStat } from '../../facts.ts';
import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'commands/flush-used',
  title: 'FLUSHALL or FLUSHDB deleted the data of a primary',
  severity: 'critical',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  role: 'primary',
  deltas: ['info.commandstats.flushall', 'info.commandstats.flushdb'],
  mutes: ['persistence/keys-vanished'],
  why:
    'It deletes every key of the node, and its replicas follow within milliseconds. Unless it was meant, the data is ' +
    'gone from the whole shard, and the next save or rewrite replaces the files that still hold it.',
  fix: [
    'If it was not meant, act before the next save: copy dump.rdb and the AOF directory of every member of the shard ' +
      'aside, and stop scheduled saves.',
    'Find out who sent it:',
    { run: 'redis-cli -h {host} -p {port} SLOWLOG GET 50' },
    { run: 'redis-cli -h {host} -p {port} CLIENT LIST' },
    'Restore the newest RDB from before it, then deny the command to applications:',
    { run: 'redis-cli -h {host} -p {port} ACL SETUSER app -flushall -flushdb' },
  ],
  links: ['https://redis.io/docs/latest/commands/flushall/', 'https://redis.io/docs/latest/commands/flushdb/'],
  limits: 'A flush by a process that has been restarted since is not seen: its counters are gone with it.',
  check({ delta }) {
    const flushall = done(delta('info.commandstats.flushall'));
    const flushdb = done(delta('info.commandstats.flushdb'));
    if (flushall + flushdb === 0) return pass();
    const said = [flushall > 0 ? `FLUSHALL ${times(flushall)}` : '', flushdb > 0 ? `FLUSHDB ${times(flushdb)}` : ''];
    return fail(`${said.filter((each) => each !== '').join(' and ')} since the last audit (limit: never)`, {
      flushallCalls: flushall,
      flushdbCalls: flushdb,
    });
  },
});

/** Calls that were carried out: one with wrong arguments counts as a call and deletes nothing. */
function done({ calls, failedCalls }: CommandStat): number {
  return Math.max(0, calls - failedCalls);
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
