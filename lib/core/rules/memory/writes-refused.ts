import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'memory/writes-refused',
  title: 'Writes were refused for want of memory',
  severity: 'critical',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  deltas: ['info.errorstats.OOM'],
  why:
    'The node has reached `maxmemory` and may evict nothing, so clients were told OOM instead of having a write done. ' +
    'Reads go on, which hides it from whoever only looks whether the node answers.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO memory' },
    'If the host has room, raise the limit now, on every node, and save it with CONFIG REWRITE:',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET maxmemory 8gb' },
    'Else delete what nobody needs, add shards and move slots to them.',
  ],
  links: ['https://redis.io/docs/latest/develop/reference/eviction/'],
  limits: 'A script that answers with an error of this name counts too.',
  check({ delta }) {
    const oomErrors = delta('info.errorstats.OOM');
    if (oomErrors === 0) return pass({ oomErrors });
    const times = oomErrors === 1 ? 'once' : `${oomErrors} times`;
    return fail(`clients were refused with OOM ${times} since the last audit (limit: never)`, { oomErrors });
  },
});
