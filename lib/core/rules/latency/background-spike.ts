import { isBackgroundEvent } from '../../latency-kinds.ts';
import { spikeVerdict } from '../../latency-spikes.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'latency/background-spike',
  title: 'Work in the background stalled the node',
  severity: 'info',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['latency', 'config.latency-monitor-threshold'],
  // A managed service that offers no such setting has no monitor to judge by.
  skipUnsupported: true,
  options: { failAtMs: numberOption(100) },
  optionDocs: { failAtMs: 'shortest new sample of such an event that fails, milliseconds' },
  why:
    'Housekeeping held the command thread: defragmentation, a module, replies to clients that had been blocked, or ' +
    'something that a newer server measures. Every client of the node waited that long.',
  fix: [
    'The evidence explains the event. All of them, with their times:',
    { run: 'redis-cli -h {host} -p {port} LATENCY LATEST' },
    'Defragmentation: lower `active-defrag-cycle-max`. A module: its version and settings.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency-monitor/'],
  limits: 'Commands, forks, the disk and deletions have rules of their own; this one takes every other event.',
  check({ fact, options }) {
    return spikeVerdict({
      reading: fact('latency'),
      monitorMs: Number(fact('config.latency-monitor-threshold')),
      failAtMs: options.failAtMs,
      concerns: isBackgroundEvent,
    });
  },
});
