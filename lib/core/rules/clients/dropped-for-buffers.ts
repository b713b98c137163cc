import { fail, pass, unknown } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'clients/dropped-for-buffers',
  title: 'Clients were cut off for their buffers',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  // Each came with another version: what there is, is judged.
  needs: ['info.server.run_id'],
  optional: [
    'info.stats.client_output_buffer_limit_disconnections',
    'info.stats.client_query_buffer_limit_disconnections',
    'info.stats.evicted_clients',
  ],
  why:
    'A client read its replies more slowly than they came, or sent a command larger than the server takes, until its ' +
    'buffer passed a limit and the server closed the connection. A subscriber loses messages that way, a replica has to ' +
    'start over.',
  fix: [
    'See whose buffers grow (`omem`, `qbuf`, `tot-mem`):',
    { run: 'redis-cli -h {host} -p {port} CLIENT LIST' },
    'Output: mend a slow subscriber, or ask for less at once. Query: split commands of many megabytes. Replicas: raise the ' +
      'class `replica` of `client-output-buffer-limit`. Evicted: `maxmemory-clients` is too small for them.',
  ],
  links: ['https://redis.io/docs/latest/develop/reference/clients/'],
  limits:
    'Versions before 7.0 count none of these; 7.0 and 7.2 only clients that were evicted for `maxmemory-clients`.',
  check({ observedDelta }) {
    const output = observedDelta('info.stats.client_output_buffer_limit_disconnections');
    const query = observedDelta('info.stats.client_query_buffer_limit_disconnections');
    const evicted = observedDelta('info.stats.evicted_clients');
    const known = [output, query, evicted].flatMap((each) => (each.state === 'ok' ? [each.value] : []));
    if (known.length === 0) return unknown(evicted.state === 'ok' ? '' : evicted.detail);
    const count = (each: typeof output): number | null => (each.state === 'ok' ? each.value : null);
    const evidence = { outputBuffer: count(output), queryBuffer: count(query), evicted: count(evicted) };
    const total = known.reduce((sum, value) => sum + value, 0);
    if (total === 0) return pass(evidence);
    const clients = total === 1 ? '1 client was' : `${total} clients were`;
    return fail(`${clients} cut off for buffers since the last audit (limit: none)`, evidence);
  },
});
