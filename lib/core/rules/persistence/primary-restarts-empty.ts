import { fail, pass, skip } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'persistence/primary-restarts-empty',
  title: 'A primary would restart empty',
  severity: 'critical',
  scope: 'node',
  role: 'primary',
  providers: ['self-managed'],
  needs: ['info.persistence.aof_enabled', 'config.save'],
  mutes: ['aof/not-enabled'],
  why:
    'Nothing on the disk of this primary keeps up with what clients write. Whatever restarts the process, a crash, an ' +
    'upgrade or a supervisor, starts it empty or with an old dump.rdb; if that is quicker than a failover, its ' +
    'replicas copy the emptiness and overwrite their own dump.rdb with it.',
  fix: [
    'Do not restart the process before this is mended.',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET appendonly yes' },
    'It forks once to write the first file. When `aof_rewrite_in_progress` is 0 again, keep the setting for the next start:',
    { run: 'redis-cli -h {host} -p {port} INFO persistence' },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
    'If this data may vanish, declare `policy.persistence: none`.',
  ],
  links: [
    'https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/',
    'https://redis.io/docs/latest/operate/oss_and_stack/management/replication/',
  ],
  limits: 'A dump.rdb that somebody saves by hand or by a job is not counted: a restart would go back to it.',
  check({ fact, policy }) {
    if (policy.persistence === 'none') return skip('policy.persistence is none: the data may vanish');
    const save = fact('config.save');
    if (fact('info.persistence.aof_enabled') || save !== '') return pass();
    return fail('AOF is off and there are no save points: a restart starts this primary empty', {
      appendonly: 'no',
      save,
    });
  },
});
