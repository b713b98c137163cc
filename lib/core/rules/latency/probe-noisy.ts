import { fail, unknown } from '../../finding.ts';
import { clearBelowShare, clearBelowShareDoc, passWithin } from '../../narrow-pass.ts';
import { defineRule, numberOption } from '../../rule.ts';
import { formatMs, toMs } from '../../slow-entries.ts';

export const rule = defineRule({
  id: 'latency/probe-noisy',
  title: 'The place that measures stalls by itself',
  severity: 'info',
  scope: 'cluster',
  providers: ['self-managed', 'elasticache', 'elasticache-serverless', 'memorydb'],
  needs: ['intrinsic'],
  options: { durationMs: numberOption(200, { min: 1 }), failAboveMs: numberOption(10), clearBelowShare },
  optionDocs: {
    durationMs: 'how long the busy loop runs, milliseconds',
    failAboveMs: 'longest accepted stall of the busy loop, milliseconds',
    clearBelowShare: clearBelowShareDoc,
  },
  why:
    'Where the auditor runs, the processor was taken away for that long. Round trips measured at the same time are too ' +
    'long by as much, and say nothing about the cluster.',
  fix: [
    'Give the auditor more CPU (on AWS: more memory for the function), or another host than a busy one.',
    'For the side of the servers run this on their own hosts, at a quiet moment, since it keeps one core busy:',
    { run: 'redis-cli --intrinsic-latency 10' },
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/'],
  limits: "It measures the auditor's side only; a stall of a server's host shows in the server's latency events.",
  check({ fact, options }) {
    const { durationMs, longestStallUs } = fact('intrinsic');
    const evidence = { longestStallMs: toMs(longestStallUs), durationMs };
    if (longestStallUs > options.failAboveMs * 1000) {
      return fail(
        `a busy loop was held up for ${formatMs(longestStallUs)} (limit ${options.failAboveMs} ms)`,
        evidence,
      );
    }
    const stall = {
      value: longestStallUs,
      limit: options.failAboveMs * 1000,
      words: `a stall of ${formatMs(longestStallUs)}`,
    };
    if (durationMs >= options.durationMs) return passWithin([stall], options.clearBelowShare, evidence);
    return unknown(`the busy loop ran for ${durationMs} ms, ${options.durationMs} ms are wanted`, evidence);
  },
});
