import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'aof/off-after-restart',
  title: 'A node came back without its append-only file',
  severity: 'critical',
  scope: 'node',
  providers: ['self-managed'],
  needs: ['info.persistence.aof_enabled', 'info.server.run_id'],
  previous: ['info.persistence.aof_enabled', 'info.server.run_id'],
  mutes: ['aof/not-enabled'],
  why:
    'The append-only file was on in the process before this one and is off now. It had been switched on at run time and ' +
    'never saved, or the configuration file was changed. The node has started from its RDB or from nothing, and what ' +
    'only the append-only file held is not in memory.',
  fix: [
    'Before anything else copy `appendonlydir` of this node to a safe place: switching the AOF on writes it anew.',
    { run: 'redis-cli -h {host} -p {port} INFO keyspace' },
    'A replica has its data from its primary again, and the AOF can be switched on at once. On a primary compare the keys ' +
      'with its replica first: if they are gone, start it again with `appendonly yes` in its file and the old files in place.',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET appendonly yes' },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  limits: 'It is told once, by the first audit after the restart; from the next one on `aof/not-enabled` says it.',
  check({ fact, previous }) {
    const restarted = fact('info.server.run_id') !== previous('info.server.run_id');
    const lost = previous('info.persistence.aof_enabled') && !fact('info.persistence.aof_enabled');
    if (!restarted || !lost) return pass();
    return fail('AOF was on before the restart and is off since', { aofBefore: true, aofNow: false });
  },
});
