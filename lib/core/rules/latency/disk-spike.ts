import { isDiskEvent } from '../../latency-kinds.ts';
import { spikeVerdict } from '../../latency-spikes.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'latency/disk-spike',
  title: 'The disk stalled the node',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  needs: ['latency', 'config.latency-monitor-threshold'],
  optional: ['config.appendfsync'],
  options: { failAtMs: numberOption(100) },
  optionDocs: { failAtMs: 'shortest new sample of an event of the disk that fails, milliseconds' },
  why:
    'The command thread waited for the disk, and every client of the node with it. The event says in which step: a write ' +
    'that met a running fsync, a rewrite that fills the disk, or a disk that is slow by itself.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} LATENCY LATEST' },
    'Look at the disk in that second: throughput, queue, burst credits, and who else writes to it.',
    'Give the AOF a disk of its own that flushes quickly; move saves to replicas and rewrites to quiet hours.',
  ],
  links: [
    'https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/',
    'https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/',
  ],
  limits: 'The monitor keeps one sample for each event and second, the longest, and 160 of them.',
  check({ fact, maybe, options }) {
    const verdict = spikeVerdict({
      reading: fact('latency'),
      monitorMs: Number(fact('config.latency-monitor-threshold')),
      failAtMs: options.failAtMs,
      concerns: isDiskEvent,
    });
    const appendfsync = maybe('config.appendfsync');
    if (verdict.status !== 'fail' || appendfsync === undefined) return verdict;
    return { ...verdict, evidence: { ...verdict.evidence, appendfsync } };
  },
});
