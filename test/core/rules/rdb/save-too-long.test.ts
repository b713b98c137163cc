import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/rdb/save-too-long.ts';
import { oneAudit, twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const saving = (seconds: number, keys: number | undefined, more = {}) => ({
  info: {
    rdb_bgsave_in_progress: 1,
    rdb_current_bgsave_time_sec: seconds,
    current_save_keys_processed: keys,
    ...more,
  },
});

describe('rdb/save-too-long', () => {
  test.each([
    ['passes when no save runs', {}, 'pass'],
    ['passes up to the limit', saving(1200, 5), 'pass'],
    ['fails above it', saving(1201, 5), 'fail'],
    ['is unknown where the version does not tell how far a save is', saving(1201, undefined), 'unknown'],
  ])('%s', (_, change, status) => {
    expect(verdict(rule, oneAudit(7004, change), 7004).status).toBe(status);
  });

  test('fails for a save that stands where it stood at the last audit', () => {
    expect(verdict(rule, twoAudits(7004, saving(10, 500), saving(310, 500)), 7004)).toMatchObject({
      status: 'fail',
      message: 'a save stands at 500 keys since the last audit',
      evidence: { runsForSeconds: 310, keysProcessed: 500, keysBefore: 500 },
    });
  });

  test.each([
    ['it has gone on', twoAudits(7004, saving(10, 500), saving(310, 501))],
    ['it is another save', twoAudits(7004, saving(10, 500), saving(299, 500))],
    ['none ran before', twoAudits(7004, {}, saving(310, 0))],
    ['it is another process', twoAudits(7004, saving(10, 500), saving(310, 500, { run_id: 'another' }))],
  ])('passes when %s', (_, judged) => {
    expect(verdict(rule, judged, 7004).status).toBe('pass');
  });

  test('passes while audits follow each other too soon to tell, or the limit says so', () => {
    const judged = twoAudits(7004, saving(10, 500), saving(310, 500));
    const options = { failAboveSeconds: 1200, standsAfterSeconds: 301 };
    expect(verdict(rule, { ...judged, options }, 7004).status).toBe('pass');
  });

  test('takes another limit', () => {
    expect(verdict(rule, { ...oneAudit(7004, saving(90, 5)), options: { failAboveSeconds: 60 } }, 7004).status).toBe(
      'fail',
    );
  });
});
