import { fail, pass, skip } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'topology/primary-count-unexpected',
  title: 'The cluster has another number of primaries',
  severity: 'warning',
  scope: 'cluster',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  modes: ['cluster'],
  needs: ['topology'],
  why:
    'The number of primaries with slots is not the one that was declared; or there are fewer than three, and then no ' +
    'majority is left to vote when one of them fails: nobody is promoted, and its slots stay down.',
  fix: [
    { run: 'redis-cli --cluster check {host}:{port}' },
    'Add primaries and give them slots: `redis-cli --cluster add-node`, then `redis-cli --cluster rebalance`.',
    'If this number is meant, declare it as `policy.shards`.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/scaling/'],
  check({ fact, policy, run }) {
    const primaries = fact('topology').shards.length;
    const evidence = { primaries, declared: policy.shards ?? null };
    if (policy.shards !== undefined) {
      if (primaries === policy.shards) return pass(evidence);
      return fail(`${primaries} primaries own slots, policy.shards is ${policy.shards}`, evidence);
    }
    if (run.provider !== 'self-managed') return skip('policy.shards is not declared');
    if (primaries >= 3) return pass(evidence);
    return fail(`${primaries} primaries own slots: no majority is left when one of them fails`, evidence);
  },
});
