import { type Evidence, fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'rdb/last-save-failed',
  title: 'The last snapshot could not be saved',
  severity: 'critical',
  scope: 'node',
  providers: ['self-managed'],
  needs: ['info.persistence.rdb_last_bgsave_status'],
  optional: ['config.save'],
  why:
    'The disk was full or refused the file, or there was no memory to fork. The newest snapshot grows older, the next ' +
    'AOF rewrite will probably fail for the same reason, and a node with save points refuses writes by default.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} CONFIG GET dir dbfilename stop-writes-on-bgsave-error' },
    'Look at the free space and the rights of that directory; the dataset needs about its own size once more while it is saved.',
    'If the log says "Cannot allocate memory", set `vm.overcommit_memory` to 1 on the host.',
    'Then try again, on a replica:',
    { run: 'redis-cli -h {host} -p {port} BGSAVE' },
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  limits: 'It tells how the last attempt in this process ended: before the first one the server says "ok".',
  check({ fact, maybe }) {
    const status = fact('info.persistence.rdb_last_bgsave_status');
    if (status === 'ok') return pass();
    return fail(`the last background save ended with "${status}"`, {
      rdbLastBgsaveStatus: status,
      hints: ['free space and rights of the directory', 'memory to fork'],
      ...writesRefused(maybe('config.save')),
    });
  },
});

/** `stop-writes-on-bgsave-error` acts only where save points exist. */
function writesRefused(save: string | undefined): Evidence {
  if (save === undefined) return {};
  const refused = save === '' ? 'no: there are no save points' : 'yes, unless stop-writes-on-bgsave-error is no';
  return { writesRefused: refused };
}
