import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'topology/engine-versions-differ',
  title: 'The nodes run different versions',
  severity: 'warning',
  scope: 'cluster',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['info.server.version'],
  // A rolling upgrade is to finish first.
  failureThreshold: 12,
  why:
    'An upgrade stopped half-way. A replica of an older version may not be able to read what its primary sends, so the ' +
    'next failover or full resync can fail; and what one node knows the other refuses.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO server' },
    'Finish the upgrade: replicas first, then CLUSTER FAILOVER to each of them, then the former primaries.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/install/upgrade/'],
  limits: 'It is told after twelve audits, so that a rolling upgrade can finish.',
  check({ members }) {
    const groups = Map.groupBy(members, ({ fact }) => {
      const { engine, text } = fact('info.server.version');
      return `${engine} ${text}`;
    });
    const versions = [...groups]
      .map(([version, group]) => ({ version, nodes: group.map(({ node }) => node.address) }))
      .sort((a, b) => b.nodes.length - a.nodes.length);
    if (versions.length < 2) return pass({ version: versions[0]?.version ?? null });
    const each = versions.map(({ version, nodes }) => `${version} on ${nodes.length}`);
    return fail(`more than one version: ${each.join(', ')}`, { versions });
  },
});
