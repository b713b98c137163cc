import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'topology/membership-changed',
  title: 'Nodes joined or left the cluster',
  severity: 'info',
  scope: 'cluster',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  modes: ['cluster'],
  needs: ['topology'],
  previous: ['topology'],
  why:
    'The cluster has other members than at the last audit. Usually somebody scaled it; if nobody did, a node lost its ' +
    '`nodes.conf` and came back as a stranger, or somebody made it forget one.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} CLUSTER NODES' },
    'If it was meant, nothing is to be done. A node that joined needs slots or a primary to be of use.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/scaling/'],
  check({ fact, previous }) {
    const [now, before] = [fact('topology').members, previous('topology').members];
    const missingIn = (others: typeof now, member: (typeof now)[number]): boolean =>
      !others.some(({ nodeId }) => nodeId === member.nodeId);
    const joined = now.filter((member) => missingIn(before, member)).map(({ address }) => address);
    const left = before.filter((member) => missingIn(now, member)).map(({ address }) => address);
    if (joined.length + left.length === 0) return pass({ members: now.length });
    const said = [
      ...(joined.length === 0 ? [] : [`joined: ${joined.join(', ')}`]),
      ...(left.length === 0 ? [] : [`left: ${left.join(', ')}`]),
    ];
    return fail(said.join('; '), { joined, left, members: now.length });
  },
});
