import { fail, pass, unknown } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'persistence/writes-refused',
  title: 'Writes were refused because the disk failed',
  severity: 'critical',
  scope: 'node',
  providers: ['self-managed'],
  needs: ['connection'],
  // What PING is answered now is judged also when there is nothing to compare with.
  optional: ['info.errorstats.MISCONF'],
  why:
    'The node answers MISCONF to every write while it cannot persist: its append-only file could not be written, or ' +
    'its last save failed and `stop-writes-on-bgsave-error` is on. For clients that is an outage.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO persistence' },
    'Look at the free space and the health of the disk under `dir`. Once there is room the node goes on by itself, after ' +
      'the next write or save that succeeds.',
    'If the disk is broken, let a replica take over; on that replica:',
    { run: 'redis-cli -h REPLICA -p PORT CLUSTER FAILOVER' },
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  limits: 'Versions before 6.2 count no errors: there only a refused PING is seen, by the audits that send one.',
  check({ fact, observedDelta, seconds }) {
    if (fact('connection').errorCodes.includes('MISCONF'))
      return fail('it answers MISCONF to PING now, and to writes', { now: true });
    const refused = observedDelta('info.errorstats.MISCONF');
    if (refused.state !== 'ok') return unknown(refused.detail);
    const evidence = { refused: refused.value, overSeconds: Math.round(seconds('info.errorstats.MISCONF')) };
    if (refused.value <= 0) return pass(evidence);
    return fail(`${refused.value} commands were answered MISCONF within ${evidence.overSeconds} s`, evidence);
  },
});
