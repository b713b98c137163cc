import { defineRule, numberOption } from '../../rule.ts';
import { primaryAddress } from '../../slow-entries.ts';
import { slowCommandVerdict } from '../../slow-verdict.ts';

export const rule = defineRule({
  id: 'slowlog/slow-command',
  title: 'A command was slow',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['slowlog'],
  optional: ['info.replication.master_host', 'info.replication.master_port'],
  options: { failAtMs: numberOption(100), belowMs: numberOption(1000) },
  optionDocs: {
    failAtMs: 'shortest command that fails, milliseconds',
    belowMs: 'from here on slowlog/very-slow-command reports it instead (its failAtMs), milliseconds',
  },
  mutes: ['latency/command-spike'],
  why:
    'A node runs one command at a time, so all its clients waited that long. If such a command comes often, or takes a ' +
    'little longer, clients time out, ask again, and make it worse.',
  fix: [
    'The evidence names the command, its shape and who sent it; `redis-auditor explain` says why it takes long and what to use instead.',
    { run: 'redis-cli -h {host} -p {port} SLOWLOG GET 20' },
    'If it is a command that can hardly be slow, look at the host in that second: CPU steal, swap, huge pages.',
  ],
  links: [
    'https://redis.io/docs/latest/commands/slowlog-get/',
    'https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/',
  ],
  limits:
    'It sees what the slow log keeps: nothing while that is off, and not the time that a client waited for its turn or ' +
    'for the network.',
  check({ fact, maybe, options }) {
    const primary = primaryAddress(maybe('info.replication.master_host'), maybe('info.replication.master_port'));
    return slowCommandVerdict(fact('slowlog'), primary, { fromMs: options.failAtMs, belowMs: options.belowMs });
  },
});
