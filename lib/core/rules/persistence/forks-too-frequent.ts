import { fail, pass } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

/** Two audits may be seconds apart: one fork in between is no rate. */
const SHORTEST_SECONDS = 900;

export const rule = defineRule({
  id: 'persistence/forks-too-frequent',
  title: 'A primary forks very often',
  severity: 'info',
  scope: 'node',
  role: 'primary',
  providers: ['self-managed'],
  deltas: ['info.stats.total_forks'],
  options: { failAbovePerHour: numberOption(12) },
  optionDocs: { failAbovePerHour: 'Forks an hour, for saves, rewrites of the append-only file and syncs together' },
  why:
    'Clients wait for each fork, about 30 ms for each gigabyte, and pages that are written while the child runs are ' +
    'copied. Several of them an hour mean rewrites of a small file, a save on a primary, or replicas that begin anew.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO persistence' },
    '`aof_rewrites` grows: let the file grow further before it is rewritten,',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET auto-aof-rewrite-min-size 256mb' },
    '`rdb_saves` grows: move saves to replicas. `sync_full` of INFO stats grows: see `replication/full-resync-loop`.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/'],
  limits: 'It counts over the time since the last audit, and over 15 minutes at least.',
  check({ delta, seconds, options }) {
    const forks = delta('info.stats.total_forks');
    const overSeconds = Math.max(seconds('info.stats.total_forks'), SHORTEST_SECONDS);
    const perHour = Math.round((forks * 36_000) / overSeconds) / 10;
    const evidence = { forks, overSeconds: Math.round(overSeconds), perHour };
    if (perHour <= options.failAbovePerHour) return pass(evidence);
    return fail(`${forks} forks, ${perHour} an hour, above ${options.failAbovePerHour}`, evidence);
  },
});
