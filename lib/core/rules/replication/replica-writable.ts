import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'replication/replica-writable',
  title: 'A replica accepts writes of its own',
  severity: 'warning',
  scope: 'node',
  role: 'replica',
  providers: ['self-managed'],
  needs: ['info.replication.slave_read_only'],
  why:
    'With `replica-read-only no` clients can write to this replica. Nobody else gets those writes, the next full resync ' +
    'throws them away, and keys that differ from those of the primary can break what it sends later.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} CONFIG SET replica-read-only yes' },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
    'If something was written here, have it copied from the primary anew, in a quiet hour: restart it.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/replication/'],
  limits: 'It does not tell whether anybody has written. In cluster mode clients are mostly sent to the primary.',
  check({ fact }) {
    if (fact('info.replication.slave_read_only')) return pass();
    return fail('replica-read-only is no', { replicaReadOnly: 'no' });
  },
});
