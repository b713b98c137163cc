import { fail, pass } from '../../finding.ts';
import { byHost } from '../../hosts.ts';
import { defineRule, type MemberReader } from '../../rule.ts';

export const rule = defineRule({
  id: 'persistence/files-shared-between-nodes',
  title: 'Two nodes write to the same files',
  severity: 'warning',
  scope: 'cluster',
  providers: ['self-managed'],
  needs: ['config.dir', 'config.dbfilename', 'info.server.process_id'],
  // From 7.0.
  optional: ['config.appenddirname'],
  why:
    'They have one directory and one file name: each save of the one replaces that of the other, and after a restart a ' +
    'node loads the data of its neighbour. Nobody notices before that restart.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} CONFIG GET dir' },
    'Give each node a directory of its own, in its file, and restart it, replicas first. A replica copies its data anew; ' +
      'before a primary is restarted, let its replica take over with CLUSTER FAILOVER.',
    'In cluster mode do not change `dir` of a running node: its `nodes.conf` would be written to the new place too.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  limits:
    'Hosts are told by the announced IP, containers by their process ids: a pair of which one is process 1, or both have ' +
    'the same id, is taken for containers with disks of their own.',
  check({ members }) {
    const shared = [...byHost(members).values()].flatMap(sharedPairs);
    if (shared.length === 0) return pass({ membersRead: members.length });
    const [first] = shared;
    const more = shared.length === 1 ? '' : `, and ${shared.length - 1} more`;
    const pair = `${first?.nodes.join(' and ')} both write ${first?.files.join(' and ')} in ${first?.dir}`;
    return fail(`${pair}${more}`, { shared: shared.map((each) => ({ ...each })) });
  },
});

type Member = MemberReader<
  'config.dir' | 'config.dbfilename' | 'info.server.process_id',
  never,
  never,
  'config.appenddirname'
>;

interface SharedFiles {
  readonly nodes: readonly string[];
  readonly dir: string;
  readonly files: readonly string[];
}

/** Pairs of members of one host that write to the same place. */
function sharedPairs(neighbours: readonly Member[]): readonly SharedFiles[] {
  return neighbours.flatMap((member, index) =>
    neighbours.slice(index + 1).flatMap((other) => {
      const dir = member.fact('config.dir');
      if (dir !== other.fact('config.dir') || areContainers(member, other)) return [];
      const files = commonFiles(member, other);
      return files.length === 0 ? [] : [{ nodes: [member.node.address, other.node.address], dir, files }];
    }),
  );
}

function areContainers(...pair: readonly [Member, Member]): boolean {
  const [one, other] = pair.map((member) => member.fact('info.server.process_id'));
  return one === 1 || other === 1 || one === other;
}

function commonFiles(member: Member, other: Member): readonly string[] {
  const rdb = member.fact('config.dbfilename');
  const aof = member.maybe('config.appenddirname');
  return [
    ...(rdb === other.fact('config.dbfilename') ? [rdb] : []),
    ...(aof !== undefined && aof === other.maybe('config.appenddirname') ? [aof] : []),
  ];
}
