import { commandKind } from '../../explain/explain.ts';
import { fail, pass, skip, unknown } from '../../finding.ts';
import { callsBetween, percentileUs } from '../../histogram.ts';
import { defineRule, numberOption } from '../../rule.ts';
import { formatMs, toMs } from '../../slow-entries.ts';

/** Commands named in the evidence. */
const NAMED = 5;

export const rule = defineRule({
  id: 'latency/percentile-high',
  title: 'One call in a hundred of a command is slow',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['latency.histogram'],
  // Without growth in one process, and without a reset in between, two histograms do not belong together.
  deltas: ['info.stats.total_commands_processed'],
  previous: ['latency.histogram'],
  optional: ['config.latency-tracking'],
  skipUnsupported: true,
  options: { minCalls: numberOption(1000, { min: 100, integer: true }), failAboveMs: numberOption(10) },
  optionDocs: {
    minCalls: 'fewest calls of a command since the last audit that count',
    failAboveMs: 'accepted 99th percentile of the time of a call, milliseconds',
  },
  why:
    'Every hundredth call of a command that is sent all the time takes long, and every other client of the node waits ' +
    'that long each time. Single calls may be too quick for the slow log, and there are many of them.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} LATENCY HISTOGRAM' },
    'See with `redis-auditor explain COMMAND` what makes the command slow: mostly it is the size of what it touches.',
    { run: 'redis-cli -h {host} -p {port} SLOWLOG GET 20' },
  ],
  links: ['https://redis.io/docs/latest/commands/latency-histogram/'],
  limits:
    'From version 7.0, and while `latency-tracking` is on. Buckets double in width, so the percentile is the upper end of ' +
    'one, up to twice the real value. Blocking commands, internal ones and administration are left out.',
  check({ fact, maybe, previous, options }) {
    if (maybe('config.latency-tracking') === 'no') return skip('latency-tracking is no');
    const [now, then] = [fact('latency.histogram'), previous('latency.histogram')];
    const counted = Object.entries(now).map(([command, buckets]) => ({
      command,
      since: callsBetween(then[command] ?? [], buckets),
    }));
    if (counted.some(({ since }) => since === undefined)) return unknown('a histogram went backwards: it was reset');
    const slow = counted
      .filter(({ command }) => isJudged(command))
      .map(({ command, since = [] }) => ({ command, calls: since.at(-1)?.[1] ?? 0, p99Us: percentileUs(since, 0.99) }))
      .filter(({ calls, p99Us }) => calls >= options.minCalls && p99Us > options.failAboveMs * 1000)
      .sort((a, b) => b.p99Us - a.p99Us);
    const [slowest] = slow;
    if (slowest === undefined) return pass();
    const more = slow.length === 1 ? '' : `, and ${slow.length - 1} other commands`;
    return fail(
      `one ${slowest.command.replace('|', ' ').toUpperCase()} in a hundred takes up to ${formatMs(slowest.p99Us)} ` +
        `(limit ${options.failAboveMs} ms)${more}`,
      { commands: slow.slice(0, NAMED).map(({ command, calls, p99Us }) => ({ command, calls, p99Ms: toMs(p99Us) })) },
    );
  },
});

/** What clients send to have something done at once. */
function isJudged(command: string): boolean {
  return !['internal', 'admin', 'topology', 'blocking'].includes(commandKind(command));
}
