import { fail, pass, skip } from '../../finding.ts';
import { savePointsRemedy } from '../../fix/save-points-remedy.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'rdb/save-points-on-primary',
  title: 'A primary saves snapshots by itself',
  severity: 'warning',
  scope: 'node',
  role: 'primary',
  providers: ['self-managed'],
  needs: ['config.save'],
  optional: ['info.persistence.aof_enabled'],
  why:
    'Each save point makes the primary fork while it serves clients: every one of them waits for the fork, about 30 ms ' +
    'for each gigabyte, and pages that are written meanwhile are copied. A replica can save just as well, at a time of ' +
    'your choosing.',
  fix: [
    { run: `redis-cli -h {host} -p {port} CONFIG SET save ''` },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
    'Make sure first that the AOF is on and that a job saves on a replica of the shard.',
    'If save points are meant on primaries, declare `policy.rdb.savePoints: anywhere`.',
  ],
  remedy: ({ evidence }) => savePointsRemedy(evidence.aofEnabled),
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  check({ fact, maybe, policy }) {
    if (policy.rdb.savePoints === 'anywhere') return skip('policy.rdb.savePoints is anywhere');
    const save = fact('config.save');
    const aofEnabled = maybe('info.persistence.aof_enabled') ?? null;
    return save === '' ? pass() : fail(`save is "${save}" on this primary`, { save, aofEnabled });
  },
});
