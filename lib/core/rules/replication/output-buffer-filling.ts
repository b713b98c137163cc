import { formatBytes } from '../../byte-size.ts';
import { fail, pass, skip, unknown } from '../../finding.ts';
import { hardLimitInForce, replicaLimit } from '../../output-limit.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'replication/output-buffer-filling',
  title: 'The buffer for a replica is about to overflow',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache'],
  needs: ['clients.replicas', 'config.client-output-buffer-limit', 'config.repl-backlog-size', 'info.server.version'],
  options: { failAbovePercent: numberOption(60) },
  optionDocs: { failAbovePercent: 'Per cent of the hard limit for replicas that may wait for one of them' },
  why:
    'A replica takes less than is written, or is still loading. If what waits for it passes the limit, its connection is ' +
    'closed and it begins anew with a copy of everything, which may end in the same way.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} CLIENT LIST TYPE replica' },
    'See on the replica whether it is loading, busy or swapping, and look at the network between the two.',
    'To give it more time, at the price of memory on the primary:',
    { run: "redis-cli -h {host} -p {port} CONFIG SET client-output-buffer-limit 'replica 512mb 128mb 60'" },
  ],
  links: ['https://redis.io/docs/latest/develop/reference/clients/'],
  limits:
    'It is the buffer at the moment of the audit. The soft limit is not judged: it allows its size for some time.',
  check({ fact, options }) {
    const limit = replicaLimit(fact('config.client-output-buffer-limit'));
    if (limit === undefined) return unknown('client-output-buffer-limit has no class replica');
    const backlogBytes = Number(fact('config.repl-backlog-size'));
    const hardBytes = hardLimitInForce(limit, backlogBytes, fact('info.server.version'));
    if (hardBytes === 0) return skip('there is no hard limit for replicas');
    const [fullest] = [...fact('clients.replicas')].sort((a, b) => b.outputBytes - a.outputBytes);
    if (fullest === undefined) return pass({ hardBytes });
    const { from, outputBytes } = fullest;
    const percent = Math.round((outputBytes / hardBytes) * 1000) / 10;
    const evidence = { from, outputBytes, hardBytes, percent };
    if (percent <= options.failAbovePercent) return pass(evidence);
    const waits = `${formatBytes(outputBytes)} wait for the replica at ${from}`;
    return fail(`${waits}, ${percent} % of the limit of ${formatBytes(hardBytes)}`, evidence);
  },
});
