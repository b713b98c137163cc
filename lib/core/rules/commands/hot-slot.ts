import type { SlotCpu } from '../../facts.ts';
import { fail, pass, skip, unknown } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'commands/hot-slot',
  title: 'One slot takes much of its primary',
  severity: 'info',
  scope: 'shard',
  providers: ['self-managed'],
  modes: ['cluster'],
  role: 'primary',
  needs: ['slot-stats'],
  deltas: ['info.stats.total_commands_processed'],
  previous: ['slot-stats'],
  skipUnsupported: true,
  options: { failAbovePercent: numberOption(20) },
  optionDocs: {
    failAbovePercent: 'accepted share of the time since the last audit that one slot keeps its primary busy, percent',
  },
  why:
    'The keys of one slot live on one node, whatever the number of shards: more shards make such a slot no quicker. When it ' +
    'fills the command thread, every other key of the shard waits with it.',
  fix: [
    'See which keys share the slot: those with the same part in braces, or one key that everybody uses.',
    'Spread them: a smaller part in braces, several copies of a key that is only read, or a cache in the clients.',
    { run: 'redis-cli -h {host} -p {port} CLUSTER NODES' },
  ],
  links: ['https://valkey.io/commands/cluster-slot-stats/'],
  limits:
    'Needs `cluster-slot-stats-enabled yes`, which Valkey 8.0 and Redis 8.2 brought. Of a slot that was not among the 100 ' +
    'busiest at the last audit only a lower bound is known.',
  check({ primary, options }) {
    if (primary === undefined) return unknown('its primary could not be read');
    const [now, then] = [primary.fact('slot-stats').cpu, primary.previous('slot-stats').cpu];
    if (now === null || then === null) return skip('cluster-slot-stats-enabled is no');
    const seconds = primary.seconds('info.stats.total_commands_processed');
    if (seconds === 0) return unknown('the last reading was 0 s ago, too short to judge');
    const [hottest] = growth(then, now);
    if (hottest === undefined) return pass();
    const percent = Math.round(hottest.usec / seconds / 1000) / 10;
    const evidence = { slot: hottest.slot, cpuMs: Math.round(hottest.usec / 1000), seconds, percent };
    if (percent <= options.failAbovePercent) return pass(evidence);
    return fail(
      `slot ${hottest.slot} kept its primary busy for ${percent} % of the time (limit ${options.failAbovePercent} %)`,
      evidence,
    );
  },
});

/** What each slot took since then, most first. One that was not kept then had at most what the least of those had. */
function growth(then: readonly SlotCpu[], now: readonly SlotCpu[]): readonly SlotCpu[] {
  const before = new Map(then.map(({ slot, usec }) => [slot, usec]));
  const atMost = then.at(-1)?.usec ?? 0;
  return now
    .map(({ slot, usec }) => ({ slot, usec: usec - (before.get(slot) ?? Math.min(usec, atMost)) }))
    .sort((a, b) => b.usec - a.usec);
}
