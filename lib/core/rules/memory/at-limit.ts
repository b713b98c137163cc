import { memoryVerdict } from '../../memory-limit.ts';
import { clearBelowShareDoc } from '../../narrow-pass.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'memory/at-limit',
  title: 'Memory is full',
  severity: 'critical',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['info.memory.used_memory', 'info.memory.maxmemory', 'info.memory.maxmemory_policy'],
  options: { failAbovePercent: numberOption(90), clearBelowShare: numberOption(0.95, { max: 1 }) },
  optionDocs: {
    failAbovePercent: 'accepted share of `maxmemory` in use, percent',
    clearBelowShare: clearBelowShareDoc,
  },
  why:
    'The node is about to reach `maxmemory`. With `noeviction` it then refuses every write that takes memory; with any ' +
    'other policy it deletes keys that somebody may still need.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO memory' },
    'If the host has room, raise the limit now, on every node, and save it with CONFIG REWRITE:',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET maxmemory 8gb' },
    'Then add shards and move slots to them, or delete what nobody needs.',
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
