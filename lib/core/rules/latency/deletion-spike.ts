import { isDeletionEvent } from '../../latency-kinds.ts';
import { spikeVerdict } from '../../latency-spikes.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'latency/deletion-spike',
  title: 'Expiry or eviction stalled the node',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['latency', 'config.latency-monitor-threshold'],
  // A managed service that offers no such setting has no monitor to judge by.
  skipUnsupported: true,
  options: { failAtMs: numberOption(100) },
  optionDocs: { failAtMs: 'shortest new sample of an event of expiry or eviction that fails, milliseconds' },
  why:
    'The server deletes keys that expire or have to make room on its command thread. Very many in the same second, or one ' +
    'big collection, keep every client waiting, although nobody sent a slow command.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} LATENCY LATEST' },
    'Spread expiry times with some randomness. Let big values be freed in the background:',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET lazyfree-lazy-expire yes' },
    { run: 'redis-cli -h {host} -p {port} CONFIG SET lazyfree-lazy-eviction yes' },
    'For evictions: more memory or less data.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/'],
  limits: 'The monitor keeps one sample for each event and second, the longest, and 160 of them.',
  check({ fact, options }) {
    return spikeVerdict({
      reading: fact('latency'),
      monitorMs: Number(fact('config.latency-monitor-threshold')),
      failAtMs: options.failAtMs,
      concerns: isDeletionEvent,
    });
  },
});
