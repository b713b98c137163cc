import { fail, pass, skip } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'aof/rewrite-failed',
  title: 'Rewriting the append-only file failed',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  needs: ['info.persistence.aof_enabled', 'info.persistence.aof_last_bgrewrite_status'],
  // From 7.0.
  optional: ['info.persistence.aof_rewrites_consecutive_failures'],
  why:
    'The append-only file is not made shorter any more: it grows with every write until the disk is full, and a restart ' +
    'takes longer with every day, as it replays all of it.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO persistence' },
    'The log of the process names the error. Mostly the disk lacks room for a second copy of the dataset, the directory ' +
      'refuses the new file, or there is no memory to fork: then set `vm.overcommit_memory` to 1 on the host.',
    'Once that is mended, try again:',
    { run: 'redis-cli -h {host} -p {port} BGREWRITEAOF' },
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  limits: 'It tells how the last attempt in this process ended: before the first one the server says "ok".',
  check({ fact, maybe }) {
    if (!fact('info.persistence.aof_enabled')) return skip('AOF is off');
    const status = fact('info.persistence.aof_last_bgrewrite_status');
    if (status === 'ok') return pass();
    const failures = maybe('info.persistence.aof_rewrites_consecutive_failures');
    const times = failures === undefined || failures < 2 ? '' : `, ${failures} times running`;
    return fail(`the last rewrite of the append-only file ended with "${status}"${times}`, {
      aofLastBgrewriteStatus: status,
      consecutiveFailures: failures ?? null,
    });
  },
});
