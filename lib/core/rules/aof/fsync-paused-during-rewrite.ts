import { fail, pass, skip } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'aof/fsync-paused-during-rewrite',
  title: 'The append-only file is not synced while a save or a rewrite runs',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  needs: ['info.persistence.aof_enabled', 'config.appendfsync', 'config.no-appendfsync-on-rewrite'],
  why:
    'During every save, rewrite or sync of a replica, which can take minutes, nothing is synced: a power failure then ' +
    'takes whatever the kernel still holds, some 35 seconds of writes instead of two. `appendfsync` does not tell that.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} CONFIG SET no-appendfsync-on-rewrite no' },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
    'If it was set because clients felt the rewrites, give the AOF a faster disk instead.',
  ],
  remedy: () => 'on a slow disk clients wait while a rewrite runs, so look at the disk first',
  links: [
    'https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/',
    'https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/',
  ],
  check({ fact, policy }) {
    if (!fact('info.persistence.aof_enabled')) return skip('AOF is off');
    const appendfsync = fact('config.appendfsync');
    if (appendfsync === 'no') return skip('appendfsync is no: the kernel decides at all times');
    if (fact('config.no-appendfsync-on-rewrite') !== 'yes') return pass();
    const loss = `a power failure then takes up to ${policy.kernelFlushSeconds} s of writes`;
    return fail(`no-appendfsync-on-rewrite is yes: no fsync during saves and rewrites; ${loss}`, {
      noAppendfsyncOnRewrite: 'yes',
      appendfsync,
      assumedLossSeconds: policy.kernelFlushSeconds,
    });
  },
});
