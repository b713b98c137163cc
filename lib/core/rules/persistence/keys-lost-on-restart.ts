import { fail, pass, skip, unknown, type Verdict } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';
import { countKeys, type PrimaryKeys } from '../../shard-keys.ts';
import { formatSlotRanges } from '../../slots.ts';

export const rule = defineRule({
  id: 'persistence/keys-lost-on-restart',
  title: 'A shard came back with far fewer keys',
  severity: 'critical',
  scope: 'shard',
  role: 'primary',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['info.keyspace', 'info.server.run_id', 'info.persistence.loading'],
  previous: ['shard.keys'],
  options: {
    failBelowShare: numberOption(0.5, { max: 1 }),
    minKeys: numberOption(1000, { integer: true }),
  },
  optionDocs: {
    failBelowShare: 'Share of the keys of the previous primary that must still be there, 0 to 1',
    minKeys: 'Keys that the previous primary must have held for this to be judged',
  },
  why:
    'The primary of this shard was restarted or replaced since the last audit, and most of its keys are gone. It ' +
    'probably started from an empty or old file, or a replica without the data was promoted. Replicas follow it, so ' +
    'each minute makes what is still on other disks harder to get back.',
  fix: [
    'Before anything else copy `appendonlydir` and `dump.rdb` of every member of the shard to a safe place: a resync overwrites them.',
    { run: 'redis-cli -h {host} -p {port} INFO keyspace' },
    { run: 'redis-cli -h {host} -p {port} INFO persistence' },
    'Look in the log of the process what it loaded at its start, and restore from the newest good copy.',
    'If the keys were meant to go, for example a cache that was emptied, nothing is to be done.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  limits:
    'It sees a loss once, in the first audit after it. Keys that expired or were deleted meanwhile count as lost, and ' +
    'a shard whose slots were changed between two audits is not judged.',
  check({ shard, members, previous, policy, options }) {
    if (policy.persistence === 'none') return skip('policy.persistence is none: the data may vanish');
    const before = previous('shard.keys')[shard.id];
    const [primary] = members;
    if (before === undefined || primary === undefined)
      return unknown('no earlier audit has read the keys of this shard');
    if (formatSlotRanges(before.slots) !== formatSlotRanges(shard.slots))
      return unknown('the slots of this shard changed since its keys were last read');
    if (primary.fact('info.persistence.loading')) return unknown('its primary is still loading');
    const samePrimary = before.primary === shard.primary;
    if (samePrimary && before.runId === primary.fact('info.server.run_id')) return pass();
    return compare(before, countKeys(primary.fact('info.keyspace')), samePrimary, options);
  },
});

function compare(
  before: PrimaryKeys,
  keys: number,
  restarted: boolean,
  { failBelowShare, minKeys }: { readonly failBelowShare: number; readonly minKeys: number },
): Verdict {
  const evidence = { keys, keysBefore: before.keys, cause: restarted ? 'restart' : 'failover' };
  if (before.keys < minKeys || keys >= before.keys * failBelowShare) return pass(evidence);
  const after = restarted ? 'the restart of its primary' : 'a failover';
  const limit = `below ${failBelowShare * 100} % of the ${before.keys} before`;
  return fail(`${keys} keys after ${after}, ${limit}`, evidence);
}
