import { fail, pass, skip } from '../../finding.ts';
import { savePointsRemedy } from '../../fix/save-points-remedy.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'rdb/save-points-on-replica',
  title: 'A replica would save snapshots by itself after a failover',
  severity: 'info',
  scope: 'node',
  role: 'replica',
  providers: ['self-managed'],
  needs: ['config.save'],
  optional: ['info.persistence.aof_enabled'],
  why:
    'Save points do no harm on a replica. But roles swap at each failover, and then this node forks by itself while it ' +
    'serves clients, at the busiest times most often.',
  fix: [
    { run: `redis-cli -h {host} -p {port} CONFIG SET save ''` },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
    'Let a job save instead that asks for the role first.',
    'If save points are meant on replicas, declare `policy.rdb.savePoints: replicas`.',
  ],
  remedy: ({ evidence }) => savePointsRemedy(evidence.aofEnabled),
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  check({ fact, maybe, policy }) {
    const accepted = policy.rdb.savePoints;
    if (accepted !== 'none') return skip(`policy.rdb.savePoints is ${accepted}`);
    const save = fact('config.save');
    const aofEnabled = maybe('info.persistence.aof_enabled') ?? null;
    return save === '' ? pass() : fail(`save is "${save}" on this replica`, { save, aofEnabled });
  },
});
