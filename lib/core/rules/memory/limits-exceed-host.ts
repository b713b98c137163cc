import { formatBytes } from '../../byte-size.ts';
import { fail, pass } from '../../finding.ts';
import { byHost } from '../../hosts.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'memory/limits-exceed-host',
  title: 'The nodes of a host may use more memory than it has',
  severity: 'warning',
  scope: 'cluster',
  providers: ['self-managed'],
  needs: ['info.memory.maxmemory', 'info.memory.total_system_memory'],
  options: { failAbovePercent: numberOption(90) },
  optionDocs: { failAbovePercent: "accepted share of a host's memory that the limits of its nodes add up to, percent" },
  why:
    'Each node believes that its `maxmemory` is there for it. When all of them fill up, the host has less than they were ' +
    'promised: the kernel kills a node, which none of them has any reason to expect.',
  fix: [
    'Lower `maxmemory` on the nodes of the host, or move nodes to another one. For each node there:',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET maxmemory 4gb' },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/admin/'],
  limits:
    'Hosts are told by the announced IP, so containers count one by one, each with the memory of the whole machine. Nodes ' +
    'without a limit add nothing here: `memory/no-limit`.',
  check({ members, options }) {
    const hosts = [...byHost(members)].map(([host, nodes]) => {
      const limitBytes = nodes.reduce((sum, { fact }) => sum + fact('info.memory.maxmemory'), 0);
      const hostBytes = Math.min(...nodes.map(({ fact }) => fact('info.memory.total_system_memory')));
      const percent = Math.round((limitBytes / hostBytes) * 1000) / 10;
      return { host, nodes: nodes.length, limitBytes, hostBytes, percent };
    });
    const over = hosts.filter(({ percent }) => percent > options.failAbovePercent);
    if (over.length === 0) return pass({ hosts });
    const each = over.map(
      ({ host, nodes, limitBytes, hostBytes }) =>
        `${formatBytes(limitBytes)} for ${nodes === 1 ? '1 node' : `${nodes} nodes`} of ${host}, which has ${formatBytes(hostBytes)}`,
    );
    return fail(`limits of ${each.join('; ')} (limit ${options.failAbovePercent} %)`, { hosts: over });
  },
});
