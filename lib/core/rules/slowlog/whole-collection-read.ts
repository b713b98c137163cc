import { commandKind } from '../../explain/explain.ts';
import { fail, pass } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';
import { COUNT_FROM_MS, formatMs, isUsersCommand, noEarlierVisit, primaryAddress, toMs } from '../../slow-entries.ts';
import { explainedEvidence, slowShapes } from '../../slow-shapes.ts';

export const rule = defineRule({
  id: 'slowlog/whole-collection-read',
  title: 'Whole collections are read at once',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['slowlog'],
  optional: ['info.replication.master_host', 'info.replication.master_port'],
  options: { failAtCount: numberOption(5, { min: 1, integer: true }), countFromMs: numberOption(COUNT_FROM_MS) },
  optionDocs: {
    failAtCount: 'new entries of commands that read a whole collection',
    countFromMs: 'shortest entry that counts, milliseconds',
  },
  why:
    'KEYS, SMEMBERS, HGETALL, LRANGE 0 -1, SORT and set algebra take longer the larger the collection grows, and nothing ' +
    'else runs meanwhile. That they stand in the slow log says that the collections have grown too large for it.',
  fix: [
    'The evidence says for each command what to use instead: steps (SCAN, SSCAN, HSCAN), pages, or single members.',
    { run: 'redis-cli -h {host} -p {port} SLOWLOG GET 20' },
    'Split large collections by a part of the key; do set algebra on a replica, or keep its results ready-made.',
  ],
  links: ['https://redis.io/docs/latest/commands/scan/', 'https://redis.io/docs/latest/commands/slowlog-get/'],
  limits: 'It sees what the slow log keeps.',
  check({ fact, maybe, options }) {
    const log = fact('slowlog');
    if (log.since === 'first-visit') return noEarlierVisit;
    const primary = primaryAddress(maybe('info.replication.master_host'), maybe('info.replication.master_port'));
    const entries = log.entries.filter(
      (entry) =>
        entry.durationUs >= options.countFromMs * 1000 &&
        commandKind(entry.command) === 'whole collection' &&
        isUsersCommand(entry, primary),
    );
    const shapes = slowShapes(entries);
    const [longest] = shapes;
    if (longest === undefined) return pass();
    const evidence = { count: entries.length, longestMs: toMs(longest.longestUs), commands: explainedEvidence(shapes) };
    if (entries.length < options.failAtCount) return pass(evidence);
    const worst = `the longest ${longest.shape} with ${formatMs(longest.longestUs)}`;
    return fail(`${entries.length} slow reads of whole collections (limit ${options.failAtCount}), ${worst}`, evidence);
  },
});
