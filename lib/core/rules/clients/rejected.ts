import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'clients/rejected',
  title: 'Connections were turned away',
  severity: 'critical',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  deltas: ['info.stats.rejected_connections'],
  optional: ['info.clients.connected_clients', 'info.clients.maxclients'],
  mutes: ['clients/near-limit'],
  why:
    'The node had as many connections as `maxclients` allows and closed the new ones at once. To those clients it was ' +
    'down, whatever the others saw.',
  fix: [
    'See who holds so many:',
    { run: 'redis-cli -h {host} -p {port} CLIENT LIST' },
    'More room, if the limit of open files of the process allows it:',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET maxclients 20000' },
    'Then mend the application that opens them: one pool for each process, closed when it ends.',
  ],
  links: ['https://redis.io/docs/latest/develop/reference/clients/'],
  check({ delta, maybe }) {
    const rejected = delta('info.stats.rejected_connections');
    const connected = maybe('info.clients.connected_clients') ?? null;
    const evidence = { rejected, connected, maxclients: maybe('info.clients.maxclients') ?? null };
    if (rejected === 0) return pass(evidence);
    const what = rejected === 1 ? '1 connection was' : `${rejected} connections were`;
    return fail(`${what} turned away since the last audit (limit: none)`, evidence);
  },
});
