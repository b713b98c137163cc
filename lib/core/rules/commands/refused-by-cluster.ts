import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'commands/refused-by-cluster',
  title: 'Clients met an outage of the cluster',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  deltas: [
    'info.errorstats.CLUSTERDOWN',
    'info.errorstats.MASTERDOWN',
    'info.errorstats.NOREPLICAS',
    'info.errorstats.READONLY',
  ],
  why:
    'Since the last audit the node refused commands because of the state of the cluster, not because of what was asked: ' +
    'slots without an owner, a replica without its primary, too few replicas, or a client that still took a replica for ' +
    'the primary. It may be over by now.',
  fix: [
    'CLUSTERDOWN: look at the state of the cluster and at failovers since the last audit.',
    { run: 'redis-cli -h {host} -p {port} CLUSTER INFO' },
    'NOREPLICAS: `min-replicas-to-write` asks for more replicas than are there. MASTERDOWN: the link of a replica was down. ' +
      'READONLY: a client writes to a replica; it has to follow the map of slots.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/'],
  limits: "Where replicas refuse PING as well (`replica-serve-stale-data no`), the auditor's own count.",
  check({ delta }) {
    const counts = {
      CLUSTERDOWN: delta('info.errorstats.CLUSTERDOWN'),
      MASTERDOWN: delta('info.errorstats.MASTERDOWN'),
      NOREPLICAS: delta('info.errorstats.NOREPLICAS'),
      READONLY: delta('info.errorstats.READONLY'),
    };
    const met = Object.entries(counts).filter(([, count]) => count > 0);
    if (met.length === 0) return pass();
    const said = met.map(([word, count]) => `${word} ${count === 1 ? 'once' : `${count} times`}`);
    return fail(`clients were refused with ${said.join(', ')} since the last audit (limit: never)`, {
      errors: Object.fromEntries(met),
    });
  },
});
