import type { CommandStat } from '../../facts.ts';
import { fail, pass } from '../../finding.ts';
import type { Observed } from '../../observed.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'commands/debugging-used',
  title: 'Dangerous commands were tried',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache'],
  deltas: ['info.commandstats.monitor', 'info.commandstats.debug', 'info.commandstats.shutdown'],
  // Subcommands are counted from 7.0.
  optional: ['info.commandstats.cluster|reset', 'info.commandstats.cluster|flushslots'],
  why:
    'MONITOR copies all traffic to whoever asked and slows the node down, DEBUG and SHUTDOWN can stop it, CLUSTER RESET ' +
    'and FLUSHSLOTS take it out of the cluster. None of them belongs into daily work; an attempt that was refused is worth ' +
    'a question too.',
  fix: [
    'Find who sent it; the slow log may still have it:',
    { run: 'redis-cli -h {host} -p {port} CLIENT LIST' },
    { run: 'redis-cli -h {host} -p {port} SLOWLOG GET 50' },
    'Deny them to applications, and keep DEBUG off (`enable-debug-command no`):',
    {
      run: "redis-cli -h {host} -p {port} ACL SETUSER app -monitor -debug -shutdown '-cluster|reset' '-cluster|flushslots'",
    },
  ],
  links: ['https://redis.io/docs/latest/commands/monitor/', 'https://redis.io/docs/latest/commands/cluster-reset/'],
  limits:
    'A SHUTDOWN that succeeded ends the process and its counters. Before 7.0 the subcommands of CLUSTER are not counted.',
  check({ delta, observedDelta }) {
    const tried = {
      MONITOR: attempts(delta('info.commandstats.monitor')),
      DEBUG: attempts(delta('info.commandstats.debug')),
      SHUTDOWN: attempts(delta('info.commandstats.shutdown')),
      'CLUSTER RESET': observedAttempts(observedDelta('info.commandstats.cluster|reset')),
      'CLUSTER FLUSHSLOTS': observedAttempts(observedDelta('info.commandstats.cluster|flushslots')),
    };
    const found = Object.entries(tried).filter(([, count]) => count > 0);
    if (found.length === 0) return pass();
    const said = found.map(([command, count]) => `${command} ${count === 1 ? 'once' : `${count} times`}`);
    return fail(`${said.join(', ')} since the last audit (limit: never)`, { attempts: Object.fromEntries(found) });
  },
});

/** Refused by an ACL counts as well. */
function attempts({ calls, rejectedCalls }: CommandStat): number {
  return calls + rejectedCalls;
}

function observedAttempts(growth: Observed<CommandStat>): number {
  return growth.state === 'ok' ? attempts(growth.value) : 0;
}
