import { memoryVerdict } from '../../memory-limit.ts';
import { clearBelowShareDoc } from '../../narrow-pass.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'memory/near-limit',
  title: 'Memory is nearly full',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['info.memory.used_memory', 'info.memory.maxmemory', 'info.memory.maxmemory_policy'],
  options: {
    failAbovePercent: numberOption(80, { max: 100 }),
    belowPercent: numberOption(90),
    clearBelowShare: numberOption(0.95, { max: 1 }),
  },
  optionDocs: {
    failAbovePercent: 'accepted share of `maxmemory` in use, percent',
    belowPercent: 'above this memory/at-limit reports it instead (its failAbovePercent), percent',
    clearBelowShare: clearBelowShareDoc,
  },
  why:
    'The node nears `maxmemory`. Beyond it, it refuses writes or evicts keys, depending on `maxmemory-policy`. There is ' +
    'still time to add shards, raise the limit or find what fills it.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO memory' },
    'If one shard alone is full, look for big keys there; else add shards, or raise the limit if the host has room:',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET maxmemory 8gb' },
    'Do so on every node, replicas too, and save it with CONFIG REWRITE.',
  ],
  links: [
    'https://redis.io/docs/latest/develop/reference/eviction/',
    'https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/memory-optimization/',
  ],
  limits: 'Buffers of replicas and of the AOF stand in `used_memory` although the server leaves them out of the limit.',
  check({ fact, policy, options }) {
    return memoryVerdict({
      used: fact('info.memory.used_memory'),
      limit: fact('info.memory.maxmemory'),
      evictionPolicy: fact('info.memory.maxmemory_policy'),
      use: policy.use,
      ...options,
    });
  },
});
