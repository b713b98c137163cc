import { fail, pass } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'latency/clock-skew',
  title: 'The clock of the host is wrong',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['clock', 'connection'],
  options: { failAboveSeconds: numberOption(5) },
  optionDocs: { failAboveSeconds: "accepted distance from the auditor's clock, seconds" },
  why:
    'Keys expire by the clock of the node that holds them. When clocks differ, keys live shorter or longer after a ' +
    'failover, ages and times of logs are wrong, and nobody can put the events of two hosts in order.',
  fix: [
    'Compare the host with the others; on each of them:',
    { run: 'chronyc tracking' },
    { run: 'redis-cli -h {host} -p {port} TIME' },
    'Switch time synchronisation on. If all nodes differ by the same, the host of the auditor is the one to mend.',
  ],
  links: ['https://redis.io/docs/latest/commands/expire/'],
  limits:
    'It is not known when within a visit a node told its time: one that is slow to answer counts as behind only by what ' +
    'the visit does not explain. Servers tell their time from version 6.2.',
  check({ fact, options }) {
    const { serverMs, auditorMs } = fact('clock');
    const { outcome, readMs = 0 } = fact('connection');
    const halfTrip = outcome.state === 'ok' ? outcome.value.connectMs / 2 : 0;
    // It told its time while it was asked: where it was slow to say the rest, up to so long before the last answer.
    const apart = serverMs - auditorMs + halfTrip;
    const skewMs = apart < 0 ? Math.min(0, apart + readMs) : apart;
    const skewSeconds = Math.round(skewMs / 100) / 10;
    const evidence = { skewSeconds };
    if (Math.abs(skewSeconds) <= options.failAboveSeconds) return pass(evidence);
    const direction = skewSeconds > 0 ? 'ahead of' : 'behind';
    const seconds = Math.abs(skewSeconds);
    return fail(`${seconds} s ${direction} the auditor's clock (limit ${options.failAboveSeconds} s)`, evidence);
  },
});
