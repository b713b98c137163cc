import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

/** Parts of newer servers that call themselves modules: nobody loads them, so they tell the version of a node. */
const builtIn: ReadonlySet<string> = new Set(['vectorset']);

export const rule = defineRule({
  id: 'config/modules-differ',
  title: 'The nodes have different modules',
  severity: 'warning',
  scope: 'cluster',
  providers: ['self-managed'],
  needs: ['info.modules'],
  coverage: 'reachable',
  why:
    'A replica without a module cannot read the keys of that module: it stops at the first of them, or cannot load the ' +
    'copy its primary sends. After a failover the commands of the module are unknown to clients.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} MODULE LIST' },
    'Load the same modules in the same versions in the file of every node (`loadmodule`), and restart, replicas first.',
  ],
  links: ['https://redis.io/docs/latest/commands/module-list/'],
  limits:
    'Vector sets are a part of Redis from 8.0 on and left out: `topology/engine-versions-differ` is about versions.',
  check({ members }) {
    const groups = Map.groupBy(members, ({ fact }) => {
      const loaded = fact('info.modules').filter(({ name }) => !builtIn.has(name));
      const each = loaded.map(({ name, version }) => `${name} ${version}`);
      return each.length === 0 ? 'none' : each.sort().join(', ');
    });
    const sets = [...groups]
      .map(([modules, nodes]) => ({ modules, nodes: nodes.map(({ node }) => node.address) }))
      .sort((a, b) => b.nodes.length - a.nodes.length);
    if (sets.length < 2) return pass({ modules: sets[0]?.modules ?? 'none' });
    const said = sets.map(({ modules, nodes }) => `${modules} on ${nodes.length}`);
    return fail(`not the same modules everywhere: ${said.join('; ')}`, { sets });
  },
});
