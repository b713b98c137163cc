import { fail, pass, skip } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'aof/not-enabled',
  title: 'The append-only file is off',
  severity: 'critical',
  scope: 'node',
  providers: ['self-managed'],
  needs: ['info.persistence.aof_enabled'],
  why:
    'Without an append-only file a node restarts with what the newest RDB holds, or with nothing. Writes that clients ' +
    'were told are done since then are gone, and after a failover the same holds for the whole shard.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} CONFIG SET appendonly yes' },
    'It forks once to write the first file: on a primary with gigabytes of data choose a quiet hour.',
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
    'If this role is meant to run without it, declare `policy.aof.roles`.',
  ],
  remedy: () => 'the server forks and writes the whole dataset when the file is switched on',
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  check({ node, fact, policy }) {
    if (node.role === null) return skip('its role is not known');
    if (!policy.aof.roles.includes(node.role)) return skip(`policy.aof.roles does not ask for it on a ${node.role}`);
    if (fact('info.persistence.aof_enabled')) return pass();
    return fail(`AOF is off on this ${node.role}`, { appendonly: 'no', role: node.role });
  },
});
