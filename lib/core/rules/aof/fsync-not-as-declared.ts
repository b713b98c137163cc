import { fail, pass, skip } from '../../finding.ts';
import type { Remedy } from '../../fix/change.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'aof/fsync-not-as-declared',
  title: 'The append-only file is synced in a way the policy does not accept',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  needs: ['info.persistence.aof_enabled', 'config.appendfsync'],
  why:
    'The setting decides how many seconds of writes a power failure takes: none with `always`, about two with ' +
    '`everysec`, and with `no` whatever the kernel still holds, some 35 seconds. This node runs another one than the ' +
    'team has declared.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} CONFIG SET appendfsync everysec' },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
    'If the setting is meant, declare it in `policy.aof.fsync`.',
  ],
  remedy: ({ evidence }) => fsyncRemedy(evidence.accepted),
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  check({ fact, policy }) {
    if (!fact('info.persistence.aof_enabled')) return skip('AOF is off');
    const appendfsync = fact('config.appendfsync');
    const accepted = policy.aof.fsync;
    if (accepted.some((each) => each === appendfsync)) return pass({ appendfsync });
    return fail(`appendfsync is ${appendfsync}; the policy accepts ${accepted.join(', ')}`, { appendfsync, accepted });
  },
});

/** `always` makes every write wait for the disk: whether it bears that is for somebody to find out first. */
function fsyncRemedy(accepted: unknown): ReturnType<Remedy> {
  if (!Array.isArray(accepted) || !accepted.includes('everysec'))
    return 'the policy accepts `always` alone, and then every write waits for the disk';
  return [{ directive: 'appendfsync', value: 'everysec' }];
}
