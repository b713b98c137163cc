import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';
import { nameDirectives, sharedDirectives } from '../../watched-directives.ts';

export const rule = defineRule({
  id: 'config/differs-between-nodes',
  title: 'The nodes are configured differently',
  severity: 'warning',
  scope: 'cluster',
  providers: ['self-managed'],
  needs: ['config.watched'],
  coverage: 'reachable',
  why:
    'Roles move from node to node with every failover, and the settings stay where they are. What is set on one node only ' +
    'comes and goes with its role: persistence, memory, timeouts change at night, when nobody touched anything.',
  fix: [
    'The evidence lists each directive with its values. Decide which one is right, then on each node that differs:',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET DIRECTIVE VALUE' },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
    'What is meant to differ by role: list it in `policy.roleSpecific`.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  limits:
    'Directives of persistence, replication, memory, slow log, latency, timeouts and clients; not addresses, ports and ' +
    'paths. One that only some versions have is compared among those.',
  check({ members, policy }) {
    const differences = sharedDirectives(policy.roleSpecific).flatMap((directive) => {
      const having = members.flatMap(({ node, fact }) => {
        const value = fact('config.watched')[directive];
        return value === undefined ? [] : [{ address: node.address, value }];
      });
      const groups = Map.groupBy(having, ({ value }) => value);
      if (groups.size < 2) return [];
      const values = [...groups]
        .map(([value, nodes]) => ({ value, nodes: nodes.map(({ address }) => address) }))
        .sort((a, b) => b.nodes.length - a.nodes.length);
      return [{ directive, values }];
    });
    if (differences.length === 0) return pass({ nodes: members.length });
    const names = differences.map(({ directive }) => directive);
    return fail(`${nameDirectives(names)} ${names.length === 1 ? 'is' : 'are'} not the same on every node`, {
      directives: names,
      differences,
    });
  },
});
