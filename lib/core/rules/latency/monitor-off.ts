import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'latency/monitor-off',
  title: 'The latency monitor is off',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  needs: ['config.latency-monitor-threshold'],
  why:
    'The monitor is what tells a slow disk, a fork and a slow command apart. While it is off, as it is by default, ' +
    'LATENCY has nothing to say about the last incident, and the rules about stalls cannot judge.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} CONFIG SET latency-monitor-threshold 100' },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
    'It costs next to nothing: only what takes 100 ms or longer is noted.',
  ],
  remedy: () => [{ directive: 'latency-monitor-threshold', value: '100' }],
  links: [
    'https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency-monitor/',
    'https://valkey.io/topics/latency-monitor/',
  ],
  check({ fact }) {
    const monitorMs = Number(fact('config.latency-monitor-threshold'));
    if (monitorMs > 0) return pass({ monitorMs });
    return fail('latency-monitor-threshold is 0, so no stall is recorded', { monitorMs });
  },
});
