import { defineRule, numberOption } from '../../rule.ts';
import { primaryAddress } from '../../slow-entries.ts';
import { slowCommandVerdict } from '../../slow-verdict.ts';

export const rule = defineRule({
  id: 'slowlog/very-slow-command',
  title: 'A command held the node for a second or more',
  severity: 'critical',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['slowlog'],
  optional: ['info.replication.master_host', 'info.replication.master_port'],
  options: { failAtMs: numberOption(1000) },
  optionDocs: { failAtMs: 'shortest command that fails, milliseconds' },
  mutes: ['latency/command-spike'],
  why:
    'While it ran, the node answered nobody: clients of that shard timed out. A command that lasts as long as the node ' +
    'timeout makes the other nodes take this one for dead and start a failover.',
  fix: [
    'The evidence names the command, its shape and who sent it; stop that job if it still runs.',
    { run: 'redis-cli -h {host} -p {port} SLOWLOG GET 20' },
    'A script that still runs and has not written can be ended:',
    { run: 'redis-cli -h {host} -p {port} SCRIPT KILL' },
    '`redis-auditor explain` says why the command takes long and what to use instead; an ACL can deny it to applications.',
  ],
  links: [
    'https://redis.io/docs/latest/commands/slowlog-get/',
    'https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/',
  ],
  limits:
    'A command appears in the slow log when it has ended: one that still runs shows as `commands/script-busy` or as a ' +
    'node that does not answer.',
  check({ fact, maybe, options }) {
    const primary = primaryAddress(maybe('info.replication.master_host'), maybe('info.replication.master_port'));
    return slowCommandVerdict(fact('slowlog'), primary, { fromMs: options.failAtMs });
  },
});
