import { fail, pass, skip, unknown } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';
import { countKeys } from '../../shard-keys.ts';

export const rule = defineRule({
  id: 'replication/key-counts-diverge',
  title: 'A replica holds other keys than its primary',
  severity: 'warning',
  scope: 'node',
  role: 'replica',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['topology', 'info.keyspace', 'info.replication.master_repl_offset', 'info.replication.master_link_status'],
  optional: ['info.persistence.loading'],
  options: { failAboveKeys: numberOption(100, { integer: true }), failAbovePercent: numberOption(1) },
  optionDocs: {
    failAboveKeys: 'Keys by which the two may differ',
    failAbovePercent: "Per cent of the primary's keys by which they may differ; both limits must be passed",
  },
  failureThreshold: 2,
  why:
    'The replica has received everything its primary wrote and still does not hold as many keys. Somebody wrote to the ' +
    'replica, or the two were damaged apart. After a failover clients find what the replica has.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO keyspace' },
    'See that `replica-read-only` is yes, and compare with `evicted_keys` of both: a replica with a smaller `maxmemory` ' +
      'that ignores its primary evicts by itself.',
    'Have it copy everything anew, in a quiet hour: restart it, or move it away and back.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/replication/'],
  limits:
    'It compares counts, not keys, and only where both offsets are equal: under steady writes they hardly ever are. The ' +
    'two are read one after the other.',
  check({ node, fellows, fact, maybe, options }) {
    if (fact('info.replication.master_link_status') !== 'up') return skip('its link to the primary is down');
    if (maybe('info.persistence.loading') === true) return unknown('it is loading its dataset');
    const primaryId = fact('topology').members.find(({ nodeId }) => nodeId === node.nodeId)?.primaryId;
    const primary = fellows.find((fellow) => fellow.node.nodeId === primaryId);
    const keyspace = primary?.maybe('info.keyspace');
    const offset = primary?.maybe('info.replication.master_repl_offset');
    if (keyspace === undefined || offset === undefined || primary?.maybe('info.persistence.loading') === true)
      return unknown('its primary could not be read, or is loading');
    if (offset !== fact('info.replication.master_repl_offset')) return pass({ offsetsEqual: false });
    const [keys, keysOfPrimary] = [countKeys(fact('info.keyspace')), countKeys(keyspace)];
    const difference = Math.abs(keys - keysOfPrimary);
    const evidence = { keys, keysOfPrimary, offset };
    const limit = Math.max(options.failAboveKeys, (keysOfPrimary * options.failAbovePercent) / 100);
    if (difference <= limit) return pass(evidence);
    const limits = `above ${options.failAboveKeys} keys and ${options.failAbovePercent} %`;
    return fail(`${keys} keys where its primary has ${keysOfPrimary}, at one offset; ${limits}`, evidence);
  },
});
