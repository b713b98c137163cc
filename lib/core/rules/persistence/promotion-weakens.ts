import { fail, pass, skip } from '../../finding.ts';
import { asFsyncPolicy } from '../../loss-inputs.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'persistence/promotion-weakens',
  title: 'A failover would weaken persistence',
  severity: 'warning',
  scope: 'shard',
  providers: ['self-managed'],
  needs: ['info.persistence.aof_enabled', 'config.appendfsync', 'config.no-appendfsync-on-rewrite'],
  why:
    'A replica of this shard persists less than its primary. Nobody notices while it is a replica; after a failover it ' +
    'serves the shard, and the next crash costs more than the settings of the primary promise.',
  fix: [
    'Give every member of the shard the same settings: roles swap at each failover. On the replica named in the message, ' +
      'with the values of the primary:',
    { run: 'redis-cli -h {host} -p {port} CONFIG GET append*' },
    'CONFIG SET appendonly, appendfsync and no-appendfsync-on-rewrite there, then CONFIG REWRITE.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  limits: 'Only the AOF is compared; save points have rules of their own.',
  check({ primary, members, policy }) {
    if (policy.persistence === 'none') return skip('policy.persistence is none: the data may vanish');
    // Nothing to compare with; the evaluator knows that the primary could not be read and says so.
    if (primary === undefined) return pass();
    const own = settingsOf(primary);
    const weaker = members.flatMap((member) => {
      const differences = weaknesses(settingsOf(member), own);
      return differences.length === 0 ? [] : [{ replica: member.node.address, differences }];
    });
    if (weaker.length === 0) return pass();
    const each = weaker.map(({ replica, differences }) => `${replica} (${differences.join(', ')})`);
    return fail(`weaker than the primary: ${each.join('; ')}`, { weaker });
  },
});

interface Settings {
  readonly aof: boolean;
  readonly fsync: string;
  /** The fsync pauses while a save, a rewrite or a sync runs. */
  readonly paused: boolean;
}

interface Readable {
  fact(name: 'info.persistence.aof_enabled'): boolean;
  fact(name: 'config.appendfsync' | 'config.no-appendfsync-on-rewrite'): string;
}

function settingsOf(member: Readable): Settings {
  const fsync = member.fact('config.appendfsync');
  const paused = fsync !== 'no' && member.fact('config.no-appendfsync-on-rewrite') === 'yes';
  return { aof: member.fact('info.persistence.aof_enabled'), fsync, paused };
}

/** In what a replica's settings fall short of the primary's. */
function weaknesses(replica: Settings, primary: Settings): string[] {
  if (!primary.aof) return [];
  if (!replica.aof) return ['AOF is off'];
  const weakerFsync = strength(replica.fsync) < strength(primary.fsync);
  const pauses = replica.paused && !primary.paused && primary.fsync !== 'no';
  return [
    ...(weakerFsync ? [`appendfsync ${replica.fsync} instead of ${primary.fsync}`] : []),
    ...(pauses ? ['no-appendfsync-on-rewrite yes'] : []),
  ];
}

function strength(fsync: string): number {
  return ['no', 'everysec', 'always'].indexOf(asFsyncPolicy(fsync) ?? 'no');
}
