import { fail, pass, skip } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'aof/rewrite-disabled',
  title: 'The append-only file is never rewritten by itself',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  needs: ['info.persistence.aof_enabled', 'config.auto-aof-rewrite-percentage'],
  // Copying an append-only file safely takes this setting for a while.
  failureThreshold: 2,
  why:
    'With `auto-aof-rewrite-percentage 0` the append-only file keeps every write since the last rewrite by hand. It ' +
    'fills the disk in the end, and a restart replays all of it before the node serves anybody.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} CONFIG SET auto-aof-rewrite-percentage 100' },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
    'A job that copies the file sets it to 0 first: see that it sets it back, also when the copy fails.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  limits: 'A job that rewrites the file by hand, often enough, is not seen: then switch this rule off.',
  check({ fact }) {
    if (!fact('info.persistence.aof_enabled')) return skip('AOF is off');
    const percentage = Number(fact('config.auto-aof-rewrite-percentage'));
    if (percentage !== 0) return pass({ percentage });
    return fail('auto-aof-rewrite-percentage is 0, so only BGREWRITEAOF makes the file shorter', { percentage });
  },
});
