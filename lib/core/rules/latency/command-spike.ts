import { isCommandEvent } from '../../latency-kinds.ts';
import { spikeVerdict } from '../../latency-spikes.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'latency/command-spike',
  title: 'A command stalled the node',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['latency', 'config.latency-monitor-threshold'],
  // A managed service that offers no such setting has no monitor to judge by.
  skipUnsupported: true,
  options: { failAtMs: numberOption(100) },
  optionDocs: { failAtMs: 'shortest new sample of `command` or `fast-command` that fails, milliseconds' },
  why:
    'All clients of the node waited while one command ran. A sample of `command` is a slow command, a transaction or a ' +
    'script; one of `fast-command` is hardly ever the command itself, but the machine: CPU steal, swap, huge pages, ' +
    'pages copied after a fork.',
  fix: [
    'Look for the command in the slow log of the same second:',
    { run: 'redis-cli -h {host} -p {port} SLOWLOG GET 20' },
    { run: 'redis-cli -h {host} -p {port} LATENCY HISTORY command' },
    'Nothing there: a transaction of quick commands (EXEC is never in the slow log), or the host. Look at CPU steal and swap.',
  ],
  links: [
    'https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency-monitor/',
    'https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/',
  ],
  limits: 'The monitor keeps one sample for each event and second, the longest, and 160 of them.',
  check({ fact, options }) {
    return spikeVerdict({
      reading: fact('latency'),
      monitorMs: Number(fact('config.latency-monitor-threshold')),
      failAtMs: options.failAtMs,
      concerns: isCommandEvent,
    });
  },
});
