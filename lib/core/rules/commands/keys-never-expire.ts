import { fail, pass, skip } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';
import { countKeys } from '../../shard-keys.ts';

export const rule = defineRule({
  id: 'commands/keys-never-expire',
  title: 'Many keys never expire',
  severity: 'info',
  scope: 'cluster',
  role: 'primary',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['info.keyspace'],
  options: { failAbovePercent: numberOption(20), minKeys: numberOption(1000, { integer: true }) },
  optionDocs: {
    failAbovePercent: 'accepted share of keys without an expiry, percent',
    minKeys: 'fewest keys of the cluster that are judged',
  },
  why:
    'Sessions and cached values are meant to go by themselves. Keys that somebody forgot to give an expiry stay until ' +
    'they are deleted or evicted, and fill the memory little by little.',
  fix: [
    'Find where they are written, and set the expiry in the same command: `SET key value EX 3600`.',
    { run: 'redis-cli -h {host} -p {port} INFO keyspace' },
    'For those that are there, walk the keys with SCAN and give them one with EXPIRE, in small steps.',
  ],
  links: ['https://redis.io/docs/latest/commands/expire/'],
  check({ members, policy, options }) {
    if (policy.use === 'store') return skip('policy.use is store: keys are meant to stay');
    const spaces = members.map(({ fact }) => fact('info.keyspace'));
    const keys = spaces.reduce((sum, space) => sum + countKeys(space), 0);
    const expiring = spaces.flatMap(Object.values<{ expires: number }>).reduce((sum, each) => sum + each.expires, 0);
    const percent = keys === 0 ? 0 : Math.round(((keys - expiring) / keys) * 1000) / 10;
    const evidence = { keys, withoutExpiry: keys - expiring, percent };
    if (keys < options.minKeys || percent <= options.failAbovePercent) return pass(evidence);
    return fail(`${percent} % of ${keys} keys have no expiry (limit ${options.failAbovePercent} %)`, evidence);
  },
});
