import type { CommandStat } from '../../facts.ts';
import { fail, unknown } from '../../finding.ts';
import { clearBelowShare, clearBelowShareDoc, passWithin } from '../../narrow-pass.ts';
import { defineRule, numberOption } from '../../rule.ts';

/** CLUSTER NODES of the auditor itself between two of its readings: one for the view, one more where views disagreed. */
const OWN_CALLS = 2;

export const rule = defineRule({
  id: 'commands/topology-storm',
  title: 'Clients keep asking for the topology',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  deltas: ['info.commandstats.cluster|slots', 'info.commandstats.cluster|nodes', 'info.commandstats.cluster|shards'],
  options: {
    failAbovePerSecond: numberOption(10),
    failAbovePercent: numberOption(5),
    minCount: numberOption(100, { integer: true }),
    clearBelowShare,
  },
  optionDocs: {
    failAbovePerSecond: 'accepted calls of CLUSTER SLOTS, NODES and SHARDS together, a second',
    failAbovePercent: "accepted share of the command thread's time, percent",
    minCount: 'fewest calls that count as too many a second: a handful between two audits seconds apart is no storm',
    clearBelowShare: clearBelowShareDoc,
  },
  why:
    'Each of these replies is built from all nodes and slot ranges. Clients that ask all the time take the command ' +
    'thread from everybody else, and after a failover, when all of them ask at once, the cluster is slowest just when it ' +
    'has to recover.',
  fix: [
    'Find the clients that ask: the last command of each connection is in this list.',
    { run: 'redis-cli -h {host} -p {port} CLIENT LIST' },
    'Keep connections instead of opening one for each request; refresh once for each process, not for each connection; ' +
      'lengthen or switch off the periodic refresh.',
    'Long replies: join scattered slots with a rebalance.',
  ],
  links: ['https://redis.io/docs/latest/commands/cluster-slots/', 'https://valkey.io/commands/cluster-slots/'],
  limits:
    'A mean over the interval between two audits: a short storm in a long interval does not show. Needs version 7.0 or later.',
  check({ delta, seconds, options }) {
    const intervalSeconds = seconds('info.commandstats.cluster|slots');
    if (intervalSeconds <= 0) return unknown('the time between the two readings is not known');
    const slots = delta('info.commandstats.cluster|slots');
    const nodes = withoutOwn(delta('info.commandstats.cluster|nodes'));
    const shards = delta('info.commandstats.cluster|shards');
    const count = slots.calls + nodes.calls + shards.calls;
    const perSecond = count / intervalSeconds;
    const percent = ((slots.usec + nodes.usec + shards.usec) / (intervalSeconds * 1e6)) * 100;
    const calls = { slotsCalls: slots.calls, nodesCalls: nodes.calls, shardsCalls: shards.calls, intervalSeconds };
    const evidence = { callsPerSecond: round(perSecond), timePercent: round(percent), ...calls };
    const rate = {
      value: perSecond,
      limit: options.failAbovePerSecond,
      words: `a rate of ${round(perSecond)} a second`,
    };
    const share = {
      value: percent,
      limit: options.failAbovePercent,
      words: `a share of ${round(percent)} % of the time`,
    };
    const near = count >= options.minCount ? [rate, share] : [share];
    if (perSecond > options.failAbovePerSecond && count >= options.minCount) {
      return fail(`${round(perSecond)} topology questions a second (limit ${options.failAbovePerSecond})`, evidence);
    }
    if (percent <= options.failAbovePercent) return passWithin(near, options.clearBelowShare, evidence);
    return fail(
      `topology questions take ${round(percent)} % of the time (limit ${options.failAbovePercent} %)`,
      evidence,
    );
  },
});

/** Takes the auditor's own calls off, with the time that so many calls took on average. */
function withoutOwn({ calls, usec }: CommandStat): { readonly calls: number; readonly usec: number } {
  const others = Math.max(0, calls - OWN_CALLS);
  return { calls: others, usec: calls === 0 ? 0 : (usec * others) / calls };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
