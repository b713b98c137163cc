import { fail, pass } from '../../finding.ts';
import { beganAnew } from '../../resyncs.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'replication/full-resync',
  title: 'A replica copied the whole dataset',
  severity: 'info',
  scope: 'node',
  role: 'primary',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['topology'],
  deltas: ['info.stats.sync_full', 'info.stats.sync_partial_err'],
  previous: ['topology'],
  // Of its replicas.
  optional: ['info.server.run_id', 'info.stats.sync_full'],
  why:
    'The primary forked and sent everything it holds, and the replica was no replica to rely on until it had loaded it. ' +
    'After a restart or for a new replica that is as it should be; otherwise the link broke for longer than the backlog.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO stats' },
    'If the evidence names a replica that joined or was restarted, nothing is to be done.',
    'If `sync_partial_err` grew, the backlog was too short for the time that the replica was away:',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET repl-backlog-size 64mb' },
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/replication/'],
  limits: 'RDB downloads from the primary (`redis-cli --rdb`) count as full resyncs.',
  check({ node, fellows, fact, delta, previous }) {
    const fullResyncs = delta('info.stats.sync_full');
    const { joined } = beganAnew(node.nodeId, fellows, { now: fact('topology'), before: previous('topology') });
    const joinedOrRestarted = joined.map((replica) => replica.node.address);
    const partialResyncsRefused = delta('info.stats.sync_partial_err');
    const evidence = { fullResyncs, joinedOrRestarted, partialResyncsRefused };
    if (fullResyncs <= 0) return pass(evidence);
    const explained = joined.length === 0 ? 'none' : `${joined.length}`;
    const times = fullResyncs === 1 ? '1 full resync' : `${fullResyncs} full resyncs`;
    return fail(`${times} since the last audit; replicas that joined or were restarted: ${explained}`, evidence);
  },
});
