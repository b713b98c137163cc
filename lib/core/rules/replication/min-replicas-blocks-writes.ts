import { fail, pass, skip, unknown } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'replication/min-replicas-blocks-writes',
  title: 'A primary refuses writes for want of replicas',
  severity: 'critical',
  scope: 'node',
  role: 'primary',
  providers: ['self-managed', 'elasticache'],
  needs: ['config.min-replicas-to-write'],
  // The first is reported only where both settings are above 0.
  optional: ['info.replication.min_slaves_good_slaves', 'config.min-replicas-max-lag'],
  why:
    'With `min-replicas-to-write` a primary answers NOREPLICAS to every write while fewer replicas than that keep up ' +
    'with it. It has too few now: clients have an outage for writes.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO replication' },
    'Bring the missing replicas back: see which are down, cut off, or later than `min-replicas-max-lag` seconds.',
    'To let clients write meanwhile, at the risk of losing what no replica has:',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET min-replicas-to-write 0' },
    'With one replica for each shard, a value of 1 makes each restart of a replica an outage: give each shard two.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/replication/'],
  check({ fact, maybe }) {
    const wanted = Number(fact('config.min-replicas-to-write'));
    if (wanted === 0) return skip('min-replicas-to-write is 0');
    if (maybe('config.min-replicas-max-lag') === '0')
      return skip('min-replicas-max-lag is 0, which switches min-replicas-to-write off');
    const good = maybe('info.replication.min_slaves_good_slaves');
    if (good === undefined) return unknown('it does not tell how many replicas keep up');
    const evidence = { goodReplicas: good, wantedReplicas: wanted };
    if (good >= wanted) return pass(evidence);
    return fail(`${good} of the ${wanted} replicas of min-replicas-to-write keep up: writes are refused`, evidence);
  },
});
