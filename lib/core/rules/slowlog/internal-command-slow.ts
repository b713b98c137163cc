import { commandKind } from '../../explain/explain.ts';
import type { SlowlogEntry } from '../../facts.ts';
import { fail, pass } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';
import { COUNT_FROM_MS, formatMs, isAuditorsOwn, isInnerCall, noEarlierVisit, toMs } from '../../slow-entries.ts';
import { explainedEvidence, slowShapes } from '../../slow-shapes.ts';

export const rule = defineRule({
  id: 'slowlog/internal-command-slow',
  title: 'A command of the servers or the operators was slow',
  severity: 'info',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['slowlog'],
  options: { countFromMs: numberOption(COUNT_FROM_MS) },
  optionDocs: { countFromMs: 'shortest entry that counts, milliseconds' },
  why:
    'No application sent it: replicas, monitors, libraries or operators did (PSYNC, SYNC, INFO, CONFIG …). Once is ' +
    'usually the price of a replica that joined or of a stall of the machine; what repeats has a cause worth finding.',
  fix: [
    'The evidence explains each command: what it is, who sends it, and when it can be ignored.',
    { run: 'redis-cli -h {host} -p {port} SLOWLOG GET 20' },
    { run: 'redis-cli -h {host} -p {port} LATENCY LATEST' },
  ],
  links: ['https://redis.io/docs/latest/commands/slowlog-get/', 'https://redis.io/docs/latest/commands/psync/'],
  limits:
    "The auditor's own entries and calls inside scripts are left out. A full copy whose fork runs from a timer (diskless, with a delay) never " +
    'shows here, only as the latency event `fork`.',
  check({ fact, options }) {
    const log = fact('slowlog');
    if (log.since === 'first-visit') return noEarlierVisit;
    const entries = log.entries.filter(
      (entry) => entry.durationUs >= options.countFromMs * 1000 && isOperational(entry),
    );
    const shapes = slowShapes(entries);
    const [longest] = shapes;
    if (longest === undefined) return pass();
    const more = entries.length === 1 ? '' : `, the longest of ${entries.length} such entries`;
    return fail(
      `${longest.shape} took ${formatMs(longest.longestUs)} (counted from ${options.countFromMs} ms)${more}`,
      {
        count: entries.length,
        longestMs: toMs(longest.longestUs),
        commands: explainedEvidence(shapes),
      },
    );
  },
});

function isOperational(entry: SlowlogEntry): boolean {
  const kind = commandKind(entry.command);
  return (kind === 'internal' || kind === 'admin') && !isAuditorsOwn(entry) && !isInnerCall(entry);
}
