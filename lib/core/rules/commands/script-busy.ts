import { fail, pass, unknown } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

const howToEnd = 'SCRIPT KILL or FUNCTION KILL; they work only until the script has written';

export const rule = defineRule({
  id: 'commands/script-busy',
  title: 'A script kept clients out',
  severity: 'critical',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  // A node that is busy now answers BUSY to INFO too, so the counter must not be needed.
  needs: ['connection'],
  optional: ['info.errorstats.BUSY'],
  why:
    'A script or function ran past `busy-reply-threshold` (5 s), and since then the node has turned every client away ' +
    'with BUSY. If it goes on, the other nodes take this one for dead and a replica takes over.',
  fix: [
    'End it, if it still runs. This works only as long as it has not written anything:',
    { run: 'redis-cli -h {host} -p {port} SCRIPT KILL' },
    { run: 'redis-cli -h {host} -p {port} FUNCTION KILL' },
    'After it has written, the choice is to wait, or to let a replica take over, which loses what it wrote.',
    'Then bound the work of each call: loops over many keys belong into the client, in steps of SCAN.',
  ],
  links: ['https://redis.io/docs/latest/commands/script-kill/', 'https://redis.io/docs/latest/commands/function-kill/'],
  limits:
    'Scripts shorter than `busy-reply-threshold`, or that nobody met, show in the slow log only. Errors are counted from ' +
    'version 6.2.',
  check({ fact, observedDelta }) {
    if (fact('connection').errorCodes.includes('BUSY')) {
      return fail('it answers BUSY now: a script or function holds the command thread', { busyNow: true, howToEnd });
    }
    const turnedAway = observedDelta('info.errorstats.BUSY');
    if (turnedAway.state !== 'ok') return unknown(turnedAway.detail);
    if (turnedAway.value === 0) return pass();
    const times = turnedAway.value === 1 ? 'once' : `${turnedAway.value} times`;
    const evidence = { busyNow: false, busyErrors: turnedAway.value, howToEnd };
    return fail(`clients were turned away with BUSY ${times} since the last audit (limit: never)`, evidence);
  },
});
