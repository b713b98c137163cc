import { fail, pass, skip, unknown } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';
import { parseSavePoints } from '../../save-points.ts';

export const rule = defineRule({
  id: 'rdb/save-points-not-honoured',
  title: 'A save point is reached and nothing is saved',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  needs: [
    'config.save',
    'info.persistence.rdb_changes_since_last_save',
    'info.persistence.rdb_last_save_time',
    'info.persistence.rdb_bgsave_in_progress',
    'info.server.server_time_usec',
  ],
  options: { tolerance: numberOption(2, { min: 1 }) },
  optionDocs: { tolerance: 'Times the seconds of a save point that may pass without a save' },
  why:
    'The node should have saved by its own save points and has not. Whoever relies on them loses more writes at a ' +
    'restart than the settings promise, and the last attempt has mostly failed.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO persistence' },
    'If `rdb_last_bgsave_status` is `err`, the log names the error: disk full, no rights, no memory to fork.',
    'If a rewrite of the append-only file runs all the time, no save can start: see `aof_rewrite_in_progress`.',
    { run: 'redis-cli -h {host} -p {port} BGSAVE SCHEDULE' },
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  check({ fact, options }) {
    const savePoints = parseSavePoints(fact('config.save'));
    if (savePoints === null) return unknown('the save points cannot be read');
    if (savePoints.length === 0) return skip('it has no save points');
    const now = fact('info.server.server_time_usec') / 1e6;
    const secondsSinceSave = Math.round(now - fact('info.persistence.rdb_last_save_time'));
    const changes = fact('info.persistence.rdb_changes_since_last_save');
    const evidence = { save: fact('config.save'), changes, secondsSinceSave };
    if (fact('info.persistence.rdb_bgsave_in_progress')) return pass(evidence);
    const missed = savePoints.find(
      (point) => changes >= point.changes && secondsSinceSave > point.seconds * options.tolerance,
    );
    if (missed === undefined) return pass(evidence);
    const since = `${changes} changes and no save for ${secondsSinceSave} s`;
    return fail(`${since}, with the save point "${missed.seconds} ${missed.changes}"`, evidence);
  },
});
