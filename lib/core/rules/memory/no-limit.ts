import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'memory/no-limit',
  title: 'Memory has no limit',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  needs: ['info.memory.maxmemory'],
  why:
    'Without `maxmemory` the node grows until the host has nothing left. Then the kernel kills it, or swaps and makes ' +
    'every command slow, instead of the server refusing the writes that do not fit.',
  fix: [
    'Choose a limit that leaves room for a fork, for buffers and for the other nodes of the host; the same on every node:',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET maxmemory 4gb' },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
    'A limit below what is in use takes effect at once: writes are refused, or keys evicted.',
  ],
  links: ['https://redis.io/docs/latest/develop/reference/eviction/'],
  check({ fact }) {
    const maxmemoryBytes = fact('info.memory.maxmemory');
    return maxmemoryBytes === 0 ? fail('maxmemory is 0', { maxmemoryBytes }) : pass({ maxmemoryBytes });
  },
});
