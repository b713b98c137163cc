import { fail, pass, unknown } from '../../finding.ts';
import { beganAnew } from '../../resyncs.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'replication/full-resync-loop',
  title: 'Replicas copy the whole dataset again and again',
  severity: 'critical',
  scope: 'node',
  role: 'primary',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['topology'],
  deltas: ['info.stats.sync_full', 'info.stats.sync_partial_err'],
  previous: ['topology'],
  // Of its replicas.
  optional: ['info.server.run_id', 'info.stats.sync_full'],
  options: { failAtCount: numberOption(3, { min: 1, integer: true }) },
  optionDocs: { failAtCount: 'Full resyncs since the previous audit that no new or restarted replica explains' },
  mutes: ['replication/full-resync', 'replication/backlog-too-short'],
  why:
    'Each full resync makes the primary fork and send its whole dataset, and the replica throws its copy away first. ' +
    'While that goes on the shard has no replica that could take over, and the primary is busy with what never ends.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO stats' },
    'If partial resyncs are refused (`sync_partial_err` grows): the backlog is too short for the time a replica is away. ' +
      'Choose 60 s of the write stream at least, for example',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET repl-backlog-size 64mb' },
    'If the log says that a replica was closed for its output buffer, raise `client-output-buffer-limit` for replicas.',
    'If the link itself breaks, mend the network, or raise `repl-timeout` where loading takes longer than that.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/replication/'],
  limits:
    'RDB downloads from the primary (`redis-cli --rdb`) count as full resyncs. A replica that was restarted several ' +
    'times between two audits explains one resync only.',
  check({ node, fellows, fact, delta, previous, options }) {
    const fullResyncs = delta('info.stats.sync_full');
    const topologies = { now: fact('topology'), before: previous('topology') };
    const { joined, unread } = beganAnew(node.nodeId, fellows, topologies);
    const unexplained = fullResyncs - joined.length;
    const evidence = {
      fullResyncs,
      joinedOrRestarted: joined.map((replica) => replica.node.address),
      partialResyncsRefused: delta('info.stats.sync_partial_err'),
    };
    if (unexplained < options.failAtCount) return pass(evidence);
    if (unexplained - unread.length < options.failAtCount)
      return unknown('replicas that could not be read may have been restarted', evidence);
    const limit = `the limit is ${options.failAtCount}`;
    return fail(`${unexplained} full resyncs that no new or restarted replica explains; ${limit}`, evidence);
  },
});
