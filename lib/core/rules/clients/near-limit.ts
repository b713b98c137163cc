import { fail } from '../../finding.ts';
import { clearBelowShareDoc, passWithin } from '../../narrow-pass.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'clients/near-limit',
  title: 'Connections are nearly used up',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['info.clients.connected_clients', 'info.clients.maxclients'],
  options: { failAbovePercent: numberOption(80), clearBelowShare: numberOption(0.95, { max: 1 }) },
  optionDocs: {
    failAbovePercent: 'accepted share of `maxclients` in use, percent',
    clearBelowShare: clearBelowShareDoc,
  },
  why:
    'Once `maxclients` is reached the node turns every new connection away: of applications, and of whoever wants to look ' +
    'what is wrong. The links of the cluster itself take from the same number.',
  fix: [
    'See who holds so many; one pool for each process is enough:',
    { run: 'redis-cli -h {host} -p {port} CLIENT LIST' },
    'Idle connections that nobody closes: set a timeout. More room, if the limit of open files allows it:',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET maxclients 20000' },
  ],
  links: ['https://redis.io/docs/latest/develop/reference/clients/'],
  check({ fact, options }) {
    const connected = fact('info.clients.connected_clients');
    const maxclients = fact('info.clients.maxclients');
    const percent = Math.round((connected / maxclients) * 1000) / 10;
    const evidence = { connected, maxclients, percent };
    const share = { value: percent, limit: options.failAbovePercent, words: `a share of ${percent} % of maxclients` };
    if (share.value <= share.limit) return passWithin([share], options.clearBelowShare, evidence);
    return fail(
      `${connected} of ${maxclients} connections, ${percent} % (limit ${options.failAbovePercent} %)`,
      evidence,
    );
  },
});
