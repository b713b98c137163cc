import { fail, pass, skip, unknown } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'aof/rewrite-stuck',
  title: 'A rewrite of the append-only file does not get done',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  needs: [
    'info.persistence.aof_enabled',
    'info.persistence.aof_rewrite_scheduled',
    'info.persistence.aof_current_rewrite_time_sec',
  ],
  // Counted from 7.0.
  optional: ['info.persistence.aof_rewrites'],
  options: { failAboveSeconds: numberOption(1200) },
  optionDocs: { failAboveSeconds: 'Seconds that a rewrite may take' },
  why:
    'A rewrite waits for another child process and never gets its turn, or one runs and does not end. Meanwhile the ' +
    'append-only file grows, pages that are written are copied in memory, and no save can start.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO persistence' },
    'One that waits: see whether a save (`rdb_bgsave_in_progress`) or a module keeps forking, and space the saves out.',
    'One that runs: look at the load of the disk. If the child stands still, end it by its process id from the log; ' +
      'the server goes on with the old file and tries again.',
  ],
  links: ['https://redis.io/docs/latest/commands/bgrewriteaof/'],
  limits: 'Before 7.0 rewrites are not counted, so one that waits at two audits running may be another one each time.',
  check({ fact, maybePrevious, observedDelta, options }) {
    if (!fact('info.persistence.aof_enabled')) return skip('AOF is off');
    const runsForSeconds = fact('info.persistence.aof_current_rewrite_time_sec');
    const evidence = { runsForSeconds, waiting: fact('info.persistence.aof_rewrite_scheduled') };
    if (runsForSeconds > options.failAboveSeconds)
      return fail(`a rewrite has run for ${runsForSeconds} s, above ${options.failAboveSeconds} s`, evidence);
    if (!evidence.waiting || maybePrevious('info.persistence.aof_rewrite_scheduled') !== true) return pass(evidence);
    const rewrites = observedDelta('info.persistence.aof_rewrites');
    if (rewrites.state === 'unsupported')
      return unknown('one waits as at the last audit, and rewrites are not counted');
    if (rewrites.state !== 'ok') return unknown(rewrites.detail, evidence);
    if (rewrites.value > 0) return pass(evidence);
    return fail('a rewrite has been waiting since the last audit, and none has started', evidence);
  },
});
