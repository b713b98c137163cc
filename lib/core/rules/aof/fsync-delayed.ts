import { fail, pass } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'aof/fsync-delayed',
  title: 'The disk is too slow for the append-only file',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  deltas: ['info.persistence.aof_delayed_fsync'],
  // The counter is not reported while the AOF is off.
  skipUnsupported: true,
  options: { failAtCount: numberOption(3, { min: 1, integer: true }) },
  optionDocs: { failAtCount: 'Delayed fsyncs since the previous audit' },
  why:
    'Each delayed fsync means that one took over two seconds, and that the thread which serves clients then wrote ' +
    'without waiting for it, perhaps standing still. So clients saw pauses, and a power failure would have taken more ' +
    'than the two seconds that `everysec` promises.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} LATENCY LATEST' },
    'See what else writes to that disk: saves and rewrites of this or another node on the host, backups, log files.',
    { run: 'redis-cli -h {host} -p {port} INFO persistence' },
    'Give the AOF a disk of its own or one with more throughput, and move scheduled saves to replicas on other disks.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/'],
  limits: 'Only `appendfsync everysec` counts them. How long an fsync took beyond two seconds is not told.',
  check({ delta, seconds, options }) {
    const delayedFsyncs = delta('info.persistence.aof_delayed_fsync');
    const evidence = { delayedFsyncs, overSeconds: Math.round(seconds('info.persistence.aof_delayed_fsync')) };
    if (delayedFsyncs < options.failAtCount) return pass(evidence);
    const limit = `the limit is ${options.failAtCount}`;
    return fail(`${delayedFsyncs} fsyncs took over 2 s within ${evidence.overSeconds} s; ${limit}`, evidence);
  },
});
