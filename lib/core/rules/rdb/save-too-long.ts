import { fail, pass } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'rdb/save-too-long',
  title: 'A save takes too long or stands still',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  needs: [
    'info.persistence.rdb_bgsave_in_progress',
    'info.persistence.rdb_current_bgsave_time_sec',
    'info.persistence.current_save_keys_processed',
    'info.server.server_time_usec',
    'info.server.run_id',
  ],
  options: { failAboveSeconds: numberOption(1200), standsAfterSeconds: numberOption(60) },
  optionDocs: {
    failAboveSeconds: 'Seconds that a save may take',
    standsAfterSeconds: 'Seconds without another key before a save counts as standing still',
  },
  why:
    'While a save runs, each page that clients write is copied in memory, and neither a rewrite of the append-only file ' +
    'nor another save can start. One that does not end costs memory for ever and leaves the newest RDB getting old.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO persistence' },
    'Look at the load and the free space of the disk under `dir`, and at what else writes to it.',
    'If the child stands still, end it by its process id from the log; the server keeps the old file. Then, on a replica:',
    { run: 'redis-cli -h {host} -p {port} BGSAVE SCHEDULE' },
  ],
  links: ['https://redis.io/docs/latest/commands/bgsave/'],
  // The child tells how far it is once in 1024 keys, and at most once a second.
  limits:
    'Audits that follow each other sooner than `standsAfterSeconds` see no save stand still. A save that sends an RDB to a replica ' +
    'counts as well. Versions before 6.2 do not tell how far a save is.',
  check({ fact, maybePrevious, options }) {
    if (!fact('info.persistence.rdb_bgsave_in_progress')) return pass();
    const runsForSeconds = fact('info.persistence.rdb_current_bgsave_time_sec');
    const keysProcessed = fact('info.persistence.current_save_keys_processed');
    const evidence = { runsForSeconds, keysProcessed };
    if (runsForSeconds > options.failAboveSeconds)
      return fail(`a save has run for ${runsForSeconds} s, above ${options.failAboveSeconds} s`, evidence);
    const then = maybePrevious('info.server.server_time_usec');
    const keysBefore = maybePrevious('info.persistence.current_save_keys_processed');
    if (then === undefined || keysBefore === undefined) return pass(evidence);
    const secondsBetween = (fact('info.server.server_time_usec') - then) / 1e6;
    if (secondsBetween < options.standsAfterSeconds) return pass(evidence);
    const ranBefore =
      maybePrevious('info.persistence.rdb_bgsave_in_progress') === true &&
      maybePrevious('info.server.run_id') === fact('info.server.run_id') &&
      // It began before the last audit: whole seconds, so the one that began in between is never taken for it.
      runsForSeconds > secondsBetween;
    if (!ranBefore || keysProcessed > keysBefore) return pass(evidence);
    return fail(`a save stands at ${keysProcessed} keys since the last audit`, { ...evidence, keysBefore });
  },
});
