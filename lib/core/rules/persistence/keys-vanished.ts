import { fail, pass, skip, unknown } from '../../finding.ts';
import { defineRule, type MemberReader, numberOption } from '../../rule.ts';
import { countKeys, type ShardKeys } from '../../shard-keys.ts';

export const rule = defineRule({
  id: 'persistence/keys-vanished',
  title: 'Most keys of the cluster are gone',
  severity: 'critical',
  scope: 'cluster',
  role: 'primary',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['topology', 'info.keyspace', 'info.server.run_id', 'info.persistence.loading'],
  previous: ['shard.keys'],
  optional: ['info.stats.expired_keys', 'info.stats.evicted_keys'],
  options: {
    failAboveShare: numberOption(0.5, { max: 1 }),
    minKeys: numberOption(1000, { integer: true }),
  },
  optionDocs: {
    failAboveShare: 'Share of the keys of the last audit that may go without having expired or been evicted, 0 to 1',
    minKeys: 'Keys that all primaries together must have held for this to be judged',
  },
  why:
    'No node was restarted and no replica took over, yet most keys are gone, and neither expiry nor eviction explains ' +
    'it. Somebody or something deletes them: a flush, a job with the wrong pattern, a client that writes elsewhere.',
  fix: [
    'If it was not meant, act before the next save: copy dump.rdb and the AOF directory of every member aside, and stop ' +
      'scheduled saves.',
    { run: 'redis-cli -h {host} -p {port} INFO commandstats' },
    'Look at what grew since the last audit: FLUSHALL, FLUSHDB, DEL, UNLINK, EXPIRE. The slow log may show who sent it:',
    { run: 'redis-cli -h {host} -p {port} SLOWLOG GET 50' },
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  limits:
    'It sees a loss once, in the first audit after it, and only if it happened between two audits. A restart or a ' +
    'failover in between leaves it open; those have rules of their own.',
  check({ members, fact, previous, policy, options }) {
    if (policy.persistence === 'none') return skip('policy.persistence is none: the data may vanish');
    const [before, unread] = [
      previous('shard.keys'),
      fact('topology').shards.length - members.filter(ownsSlots).length,
    ];
    if (unread > 0) return unknown(`${unread} primaries could not be read`);
    const disturbed = whyDisturbed(members, before);
    if (disturbed !== null) return unknown(disturbed);
    const keysBefore = Object.values(before).reduce((sum, { keys }) => sum + keys, 0);
    const keys = members.reduce((sum, member) => sum + countKeys(member.fact('info.keyspace')), 0);
    const explained = members.reduce((sum, member) => sum + expiredOrEvicted(member), 0);
    const evidence = { keys, keysBefore, expiredOrEvicted: explained };
    const vanished = keysBefore - keys - explained;
    if (keysBefore < options.minKeys || vanished <= keysBefore * options.failAboveShare) return pass(evidence);
    const limit = `above ${options.failAboveShare * 100} % of the ${keysBefore} before`;
    return fail(`${vanished} keys are gone without having expired or been evicted, ${limit}`, evidence);
  },
});

type Member = MemberReader<
  'info.keyspace' | 'info.server.run_id' | 'info.persistence.loading',
  never,
  never,
  'info.stats.expired_keys' | 'info.stats.evicted_keys'
>;

function ownsSlots({ node }: Member): boolean {
  return node.shard !== undefined;
}

/** Why the keys of now and then are not those of the same processes in the same roles; null when they are. */
function whyDisturbed(members: readonly Member[], before: ShardKeys): string | null {
  for (const { primary, runId } of Object.values(before)) {
    const member = members.find(({ node }) => node.nodeId === primary);
    if (member === undefined) return 'a primary of the last audit is none any more';
    if (member.fact('info.server.run_id') !== runId) return 'a primary was restarted since the last audit';
  }
  return members.some((member) => member.fact('info.persistence.loading')) ? 'a primary is still loading' : null;
}

/** Since the last audit, or since it began for a primary that is new. */
function expiredOrEvicted(member: Member): number {
  const since = (name: 'info.stats.expired_keys' | 'info.stats.evicted_keys'): number => {
    const growth = member.observedDelta(name);
    return growth.state === 'ok' ? growth.value : (member.maybe(name) ?? 0);
  };
  return since('info.stats.expired_keys') + since('info.stats.evicted_keys');
}
