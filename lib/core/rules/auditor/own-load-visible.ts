import { fail, pass } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';
import { COUNT_FROM_MS, formatMs, isAuditorsOwn, noEarlierVisit, toMs } from '../../slow-entries.ts';
import { shapeEvidence, slowShapes } from '../../slow-shapes.ts';

export const rule = defineRule({
  id: 'auditor/own-load-visible',
  title: "The auditor's own questions are slow",
  severity: 'info',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['slowlog'],
  options: { countFromMs: numberOption(COUNT_FROM_MS) },
  optionDocs: { countFromMs: 'shortest entry that counts, milliseconds' },
  why:
    'A question of the auditor stands in the slow log, so every client of the node waited for it. Once, on a machine that ' +
    'stalled, that is nothing; at every audit it is a load that the auditor should not be.',
  fix: [
    'The evidence names the question. CLUSTER NODES: the cluster has many slot ranges; join them with a rebalance. ' +
      'SLOWLOG GET: lower `slowlog-max-len`. Whatever it is: audit less often, or switch off rules that need it.',
    { run: 'redis-cli -h {host} -p {port} SLOWLOG GET 20' },
  ],
  links: ['https://redis.io/docs/latest/commands/slowlog-get/'],
  check({ fact, options }) {
    const log = fact('slowlog');
    if (log.since === 'first-visit') return noEarlierVisit;
    const own = log.entries.filter((entry) => isAuditorsOwn(entry) && entry.durationUs >= options.countFromMs * 1000);
    const shapes = slowShapes(own);
    const [longest] = shapes;
    if (longest === undefined) return pass();
    const evidence = { count: own.length, longestMs: toMs(longest.longestUs), commands: shapeEvidence(shapes) };
    return fail(
      `${longest.shape} of the auditor took ${formatMs(longest.longestUs)} (limit ${options.countFromMs} ms)`,
      evidence,
    );
  },
});
