import { fail, pass, skip } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'slowlog/threshold-too-coarse',
  title: 'The slow log leaves out commands that matter',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['config.slowlog-log-slower-than'],
  options: { failAboveUs: numberOption(10_000) },
  optionDocs: { failAboveUs: 'coarsest accepted slowlog-log-slower-than, microseconds' },
  why:
    'A command that takes 10 ms holds up every other client of the node for as long. With a coarser threshold such ' +
    'commands never reach the slow log, and nobody sees them add up.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} CONFIG SET slowlog-log-slower-than 10000' },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
    'A finer threshold does no harm: the other rules count only entries of 10 ms and more.',
  ],
  remedy: ({ options }) => [{ directive: 'slowlog-log-slower-than', value: String(options.failAboveUs) }],
  links: ['https://redis.io/docs/latest/commands/slowlog-get/', 'https://valkey.io/commands/slowlog-get/'],
  check({ fact, options }) {
    const slowerThanUs = Number(fact('config.slowlog-log-slower-than'));
    if (slowerThanUs < 0) return skip('the slow log is off; `slowlog/off` says so');
    if (slowerThanUs <= options.failAboveUs) return pass({ slowerThanUs });
    return fail(`slowlog-log-slower-than is ${slowerThanUs} µs, above ${options.failAboveUs} µs`, { slowerThanUs });
  },
});
