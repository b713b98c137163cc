import { commandKind } from '../../explain/explain.ts';
import { fail, pass } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';
import { COUNT_FROM_MS, formatMs, isAuditorsOwn, noEarlierVisit, toMs } from '../../slow-entries.ts';
import { explainedEvidence, slowShapes } from '../../slow-shapes.ts';

export const rule = defineRule({
  id: 'slowlog/topology-command-slow',
  title: 'Clients ask for the topology, and it takes long',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['slowlog'],
  options: {
    failAtCount: numberOption(5, { min: 1, integer: true }),
    failAtMs: numberOption(100),
    countFromMs: numberOption(COUNT_FROM_MS),
  },
  optionDocs: {
    failAtCount: 'new entries of CLUSTER SLOTS, NODES and SHARDS together',
    failAtMs: 'a single entry this long fails by itself, milliseconds',
    countFromMs: 'shortest entry that counts, milliseconds',
  },
  why:
    'Client libraries send CLUSTER SLOTS, NODES or SHARDS to learn which node owns which slots; the cluster itself never ' +
    'does. A reply of many small slot ranges takes tens of milliseconds, in which the node serves nobody else, and after ' +
    'a failover all clients ask at once.',
  fix: [
    'The client address and name in the evidence say which application asks.',
    'Keep connections instead of opening new ones; one refresh for each process; lengthen or switch off the periodic refresh.',
    'Count the slot ranges; join scattered ones with a rebalance:',
    { run: 'redis-cli -h {host} -p {port} CLUSTER NODES' },
  ],
  links: ['https://redis.io/docs/latest/commands/cluster-slots/', 'https://valkey.io/commands/cluster-slots/'],
  limits:
    "The auditor's own CLUSTER NODES is left out. Quick calls in great number are seen by `commands/topology-storm`.",
  check({ fact, options }) {
    const log = fact('slowlog');
    if (log.since === 'first-visit') return noEarlierVisit;
    const entries = log.entries.filter(
      (entry) =>
        entry.durationUs >= options.countFromMs * 1000 &&
        commandKind(entry.command) === 'topology' &&
        !isAuditorsOwn(entry),
    );
    const shapes = slowShapes(entries);
    const [longest] = shapes;
    if (longest === undefined) return pass();
    const evidence = { count: entries.length, longestMs: toMs(longest.longestUs), commands: explainedEvidence(shapes) };
    const tooLong = longest.longestUs >= options.failAtMs * 1000;
    if (!tooLong && entries.length < options.failAtCount) return pass(evidence);
    const limit = tooLong ? `${options.failAtMs} ms` : `${options.failAtCount} entries`;
    const noun = entries.length === 1 ? 'entry' : 'entries';
    return fail(
      `${entries.length} ${noun} of topology commands (limit ${limit}), the longest ${longest.shape} with ${formatMs(longest.longestUs)}`,
      evidence,
    );
  },
});
