import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/rdb/save-points-not-honoured.ts';
import { start } from '../../../builders/facts.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

/** A node that last saved so many seconds ago, with so many changes since. */
const node = (secondsAgo: number, changes: number, more: Readonly<Record<string, string | number | undefined>> = {}) =>
  oneAudit(7001, {
    config: { save: '900 1 60 1000' },
    info: { rdb_last_save_time: start / 1000 - secondsAgo, rdb_changes_since_last_save: changes, ...more },
  });

describe('rdb/save-points-not-honoured', () => {
  test.each([
    ['passes while no save point is reached', node(10_000, 0), 'pass'],
    ['passes up to twice the seconds', node(1800, 1), 'pass'],
    ['fails above that', node(1801, 1), 'fail'],
    ['fails by the point with more changes too', node(121, 1000), 'fail'],
    ['passes when there are not as many changes', node(121, 999), 'pass'],
    ['passes while a save runs', node(1801, 1, { rdb_bgsave_in_progress: 1 }), 'pass'],
    ['is unknown without the clock of the server', node(1801, 1, { server_time_usec: undefined }), 'unknown'],
  ])('%s', (_, judged, status) => {
    expect(verdict(rule, judged, 7001).status).toBe(status);
  });

  test('names the save point', () => {
    expect(verdict(rule, node(200, 1500), 7001)).toMatchObject({
      message: '1500 changes and no save for 200 s, with the save point "60 1000"',
      evidence: { save: '900 1 60 1000', changes: 1500, secondsSinceSave: 200 },
    });
  });

  test('is skipped where there are no save points', () => {
    expect(verdict(rule, oneAudit(7001, {}), 7001).status).toBe('skipped');
  });

  test('allows as much as it is told to', () => {
    expect(verdict(rule, { ...node(1801, 1), options: { tolerance: 3 } }, 7001).status).toBe('pass');
  });
});
