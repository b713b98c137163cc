import { formatBytes } from '../../byte-size.ts';
import { fail, pass, unknown } from '../../finding.ts';
import { byHost, hostOf } from '../../hosts.ts';
import { defineRule, type FellowReader, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'persistence/fork-headroom-low',
  title: 'A host has too little memory left for a fork',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  needs: ['info.memory.used_memory_rss', 'info.memory.total_system_memory'],
  optional: ['connection', 'info.persistence.rdb_last_cow_size', 'info.persistence.aof_last_cow_size'],
  options: { failAbovePercent: numberOption(90), cowShare: numberOption(0.25, { max: 1 }) },
  optionDocs: {
    failAbovePercent: "Per cent of the host's memory that its members and one fork may take together",
    cowShare: 'Share of a member that one of its forks copies at least, 0 to 1',
  },
  why:
    'While a save, a rewrite or a sync runs, each page that clients write is copied. On this host the members and one ' +
    'such fork together take almost all memory: the fork fails, or the kernel ends a process, mostly the largest.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO memory' },
    'Move a member to another host, or lower `maxmemory` of the members so that they leave room.',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET maxmemory 4gb' },
    'Let the saves of one host run one after another, in hours with few writes.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/admin/'],
  limits:
    "It is told of the largest member of a host, by the announced IP. In a container the server sees the machine's memory, " +
    'not its own limit, and what other programs take is not known.',
  check({ node, everyone, fact, options }) {
    const neighbours = byHost(everyone).get(hostOf(node.address)) ?? [];
    const sizes = neighbours.map((member) => rssOf(member) ?? 0);
    const largest = neighbours[sizes.indexOf(Math.max(...sizes))];
    if (largest?.node.nodeId !== node.nodeId) return pass();
    const unread = neighbours.filter((member) => isUp(member) && rssOf(member) === undefined);
    const rssBytes = neighbours.reduce((sum, member) => sum + (rssOf(member) ?? 0), 0);
    const forkBytes = Math.max(...neighbours.map((member) => forkOf(member, options.cowShare)));
    const memoryBytes = fact('info.memory.total_system_memory');
    const percent = Math.round(((rssBytes + forkBytes) / memoryBytes) * 100);
    const evidence = { members: neighbours.length, rssBytes, forkBytes, memoryBytes, percent };
    if (rssBytes + forkBytes > memoryBytes * (options.failAbovePercent / 100)) {
      const sum = `${formatBytes(rssBytes)} and a fork of ${formatBytes(forkBytes)}`;
      return fail(`${sum} are ${percent} % of the host's memory, above ${options.failAbovePercent} %`, evidence);
    }
    if (unread.length > 0) return unknown(`${unread.length} members on the same host could not be read`, evidence);
    return pass(evidence);
  },
});

type Reader = FellowReader<
  | 'connection'
  | 'info.memory.used_memory_rss'
  | 'info.persistence.rdb_last_cow_size'
  | 'info.persistence.aof_last_cow_size'
>;

function rssOf(member: Reader): number | undefined {
  return member.maybe('info.memory.used_memory_rss');
}

function isUp(member: Reader): boolean {
  return member.maybe('connection')?.answered === true;
}

/** What its last fork copied, and a share of its size at least: the next one may meet more writes. */
function forkOf(member: Reader, share: number): number {
  return Math.max(
    member.maybe('info.persistence.rdb_last_cow_size') ?? 0,
    member.maybe('info.persistence.aof_last_cow_size') ?? 0,
    (rssOf(member) ?? 0) * share,
  );
}
