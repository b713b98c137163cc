import { fail, pass, skip } from '../../finding.ts';
import { byHost, hostOf, isLoopback } from '../../hosts.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'persistence/forks-overlap-on-host',
  title: 'Members on one host save at the same time',
  severity: 'warning',
  scope: 'cluster',
  providers: ['self-managed'],
  needs: ['info.persistence.rdb_bgsave_in_progress', 'info.persistence.aof_rewrite_in_progress'],
  failureThreshold: 2,
  why:
    'Each save or rewrite copies the pages that clients write meanwhile and takes the disk for itself. Two at once on ' +
    'one host need twice the spare memory and make each other slow, which is when hosts run out of memory.',
  fix: [
    'Give each node on a host a minute of its own for the scheduled save, and let it ask with SCHEDULE:',
    { run: 'redis-cli -h {host} -p {port} BGSAVE SCHEDULE' },
    'Rewrites of the append-only file begin by size: members that hold the same amount begin together. Set another ' +
      '`auto-aof-rewrite-min-size` or percentage on each of them, or move one to another host.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  limits: 'It sees what runs at the moment of the audit, and hosts by the announced IP.',
  check({ members, known }) {
    if (known.some(({ address }) => isLoopback(hostOf(address)))) return skip('members are on loopback');
    const forked = members.filter(
      ({ fact }) => fact('info.persistence.rdb_bgsave_in_progress') || fact('info.persistence.aof_rewrite_in_progress'),
    );
    const hosts = [...byHost(forked)].filter(([, group]) => group.length > 1);
    if (hosts.length === 0) return pass({ saving: forked.length });
    const overlapping = hosts.map(([host, group]) => ({ host, nodes: group.map(({ node }) => node.address) }));
    const each = overlapping.map(({ host, nodes }) => `${nodes.length} on ${host}`);
    return fail(`saves or rewrites run at the same time: ${each.join(', ')}`, { overlapping });
  },
});
