import { fail, pass, skip } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'memory/keys-evicted',
  title: 'Keys were evicted',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  deltas: ['info.stats.evicted_keys'],
  optional: ['info.memory.maxmemory_policy'],
  why:
    'The node had reached `maxmemory` and deleted keys to make room. In a store nobody expects keys to go before they ' +
    'expire; whatever reads them takes their absence for a fact.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO memory' },
    'Give it more memory, or add shards. If no key may ever be evicted, refuse writes instead:',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET maxmemory-policy noeviction' },
    'If this is a cache, declare `policy.use: cache`.',
  ],
  links: ['https://redis.io/docs/latest/develop/reference/eviction/'],
  check({ delta, maybe, policy }) {
    if (policy.use === 'cache') return skip('policy.use is cache: evictions are normal');
    const evictedKeys = delta('info.stats.evicted_keys');
    if (evictedKeys === 0) return pass({ evictedKeys });
    const keys = evictedKeys === 1 ? '1 key was' : `${evictedKeys} keys were`;
    const maxmemoryPolicy = maybe('info.memory.maxmemory_policy') ?? null;
    return fail(`${keys} evicted since the last audit (limit: none)`, { evictedKeys, maxmemoryPolicy });
  },
});
