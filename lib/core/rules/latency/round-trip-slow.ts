import { fail, unknown } from '../../finding.ts';
import { clearBelowShare, clearBelowShareDoc, passWithin } from '../../narrow-pass.ts';
import { summarisePings } from '../../ping-summary.ts';
import { defineRule, numberOption } from '../../rule.ts';
import { formatMs } from '../../slow-entries.ts';

export const rule = defineRule({
  id: 'latency/round-trip-slow',
  title: 'Round trips to the node are slow',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'elasticache-serverless', 'memorydb'],
  needs: ['ping', 'intrinsic'],
  options: { samples: numberOption(20, { min: 1, integer: true }), failAboveMs: numberOption(10), clearBelowShare },
  optionDocs: {
    samples: 'PINGs sent to each node, after 5 that are dropped',
    failAboveMs: 'longest accepted median round trip, milliseconds',
    clearBelowShare: clearBelowShareDoc,
  },
  why:
    'An idle connection asks for nothing and still waits. Either the node is busy most of the time, or the way to it is ' +
    'long: another zone, a saturated link, a tunnel. Every request of every client that is as far away pays the same.',
  fix: [
    'Measure from an application host, and on the node itself:',
    { run: 'redis-cli -h {host} -p {port} --latency' },
    'Slow from everywhere: look at the slow log and the CPU of the node. Slow only from here: look at the network between.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/'],
  limits: 'Measured from where the auditor runs; applications may be nearer or farther.',
  check({ fact, options }) {
    const ping = summarisePings(fact('ping'));
    if (ping === null || ping.samples < options.samples) {
      return unknown(`${ping?.samples ?? 0} PINGs were answered, ${options.samples} are wanted`);
    }
    const { medianUs, minUs, p99Us, maxUs } = ping;
    const { longestStallUs } = fact('intrinsic');
    const evidence = { medianUs, minUs, p99Us, maxUs, ownStallUs: longestStallUs };
    // Stalls on this side only ever add time: a median within the limit stands whatever they were.
    const median = { value: medianUs, limit: options.failAboveMs * 1000, words: `a median of ${formatMs(medianUs)}` };
    if (median.value <= median.limit) return passWithin([median], options.clearBelowShare, evidence);
    if (longestStallUs > medianUs / 2) {
      const stall = `the place that measures stalled for ${formatMs(longestStallUs)}`;
      return unknown(`${stall}, too much to judge a median of ${formatMs(medianUs)}`, evidence);
    }
    return fail(`median round trip of ${formatMs(medianUs)} (limit ${options.failAboveMs} ms)`, evidence);
  },
});
