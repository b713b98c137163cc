import { fail, pass, skip } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'aof/write-failed',
  title: 'Writing the append-only file failed',
  severity: 'critical',
  scope: 'node',
  providers: ['self-managed'],
  needs: ['info.persistence.aof_enabled', 'info.persistence.aof_last_write_status'],
  mutes: ['persistence/writes-refused'],
  why:
    'The node could not write or sync its append-only file, mostly because the disk is full or broken. On a primary ' +
    'clients get `MISCONF` for every write until it succeeds again; with `appendfsync always` the process exits instead.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} CONFIG GET dir' },
    'Look at the free space and the health of that disk, and at the log of the process, which names the error.',
    'Once there is room the node goes on by itself. If the disk is broken, let a replica take over; on that replica:',
    { run: 'redis-cli -h REPLICA -p PORT CLUSTER FAILOVER' },
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  limits:
    'It tells how the last attempt went: a node to which nothing is written does not notice that its disk is back.',
  check({ fact }) {
    if (!fact('info.persistence.aof_enabled')) return skip('AOF is off');
    const status = fact('info.persistence.aof_last_write_status');
    if (status === 'ok') return pass();
    return fail(`the last write to the append-only file ended with "${status}"`, { aofLastWriteStatus: status });
  },
});
