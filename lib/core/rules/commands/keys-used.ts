import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'commands/keys-used',
  title: 'KEYS was used',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  deltas: ['info.commandstats.keys'],
  why:
    'KEYS looks at every key of the node, whatever the pattern, and nothing else runs meanwhile. It is quick on a test ' +
    'system and stops a large one for seconds.',
  fix: [
    'Use SCAN with a cursor instead, or keep a set of the names that are looked for. Find who sends it:',
    { run: 'redis-cli -h {host} -p {port} CLIENT LIST' },
    'Then deny it to applications, on every node:',
    { run: 'redis-cli -h {host} -p {port} ACL SETUSER app -keys' },
  ],
  links: ['https://redis.io/docs/latest/commands/keys/', 'https://redis.io/docs/latest/commands/scan/'],
  check({ delta }) {
    const { calls, usec } = delta('info.commandstats.keys');
    const evidence = { calls, milliseconds: Math.round(usec / 1000) };
    if (calls === 0) return pass(evidence);
    return fail(`KEYS ${calls === 1 ? 'once' : `${calls} times`} since the last audit (limit: never)`, evidence);
  },
});
