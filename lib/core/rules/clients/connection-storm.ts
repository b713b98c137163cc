import { fail, unknown } from '../../finding.ts';
import { clearBelowShare, clearBelowShareDoc, passWithin } from '../../narrow-pass.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'clients/connection-storm',
  title: 'Clients keep opening connections',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  deltas: ['info.stats.total_connections_received'],
  options: {
    failAbovePerMinute: numberOption(1000),
    minCount: numberOption(1000, { integer: true }),
    clearBelowShare,
  },
  optionDocs: {
    failAbovePerMinute: 'accepted new connections a minute',
    minCount: 'fewest new connections that count: a burst between two audits seconds apart is no storm',
    clearBelowShare: clearBelowShareDoc,
  },
  why:
    'A connection costs the command thread more than a command does, and with TLS very much more. A client that opens one ' +
    'for each request slows the node down for everybody, and is itself slower than it need be.',
  fix: [
    'Young connections in great number show who it is:',
    { run: 'redis-cli -h {host} -p {port} CLIENT LIST' },
    'Keep connections in a pool for each process; short-lived functions share one outside the handler.',
    'Clients that reconnect again and again: look at timeouts on their side and at `clients/dropped-for-buffers`.',
  ],
  links: ['https://redis.io/docs/latest/develop/reference/clients/'],
  limits: 'A mean over the interval between two audits: a short storm in a long interval does not show.',
  check({ delta, seconds, options }) {
    const intervalSeconds = seconds('info.stats.total_connections_received');
    if (intervalSeconds <= 0) return unknown('the time between the two readings is not known');
    const connections = delta('info.stats.total_connections_received');
    const perMinute = Math.round((connections / intervalSeconds) * 600) / 10;
    const evidence = { connections, perMinute, intervalSeconds };
    if (connections < options.minCount) return passWithin([], options.clearBelowShare, evidence);
    const rate = { value: perMinute, limit: options.failAbovePerMinute, words: `a rate of ${perMinute} a minute` };
    if (rate.value <= rate.limit) return passWithin([rate], options.clearBelowShare, evidence);
    return fail(`${perMinute} new connections a minute (limit ${options.failAbovePerMinute})`, evidence);
  },
});
