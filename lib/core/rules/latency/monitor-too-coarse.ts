import { fail, pass } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'latency/monitor-too-coarse',
  title: 'The latency monitor is too coarse',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  needs: ['config.latency-monitor-threshold'],
  options: { failAboveMs: numberOption(100) },
  optionDocs: { failAboveMs: 'coarsest accepted `latency-monitor-threshold`, milliseconds' },
  why:
    'The monitor records only what takes at least `latency-monitor-threshold`. Stalls below it leave no trace, and the ' +
    'rules about spikes cannot say that there were none.',
  fix: [
    'On every node:',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET latency-monitor-threshold 100' },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency-monitor/'],
  limits: 'A monitor that is off is told by `latency/monitor-off`.',
  check({ fact, options }) {
    const thresholdMs = Number(fact('config.latency-monitor-threshold'));
    if (thresholdMs <= options.failAboveMs) return pass({ thresholdMs });
    const message = `latency-monitor-threshold is ${thresholdMs} ms (limit ${options.failAboveMs} ms)`;
    return fail(message, { thresholdMs });
  },
});
