import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/memory/writes-refused.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('memory/writes-refused', () => {
  const counted = twoAudits(7001, { errorstats: { OOM: 1 } }, { errorstats: { OOM: 2 } });

  test('passes where it did not grow', () => {
    expect(verdict(rule, twoAudits(7001, { errorstats: { OOM: 1 } }, { errorstats: { OOM: 1 } }), 7001).status).toBe(
      'pass',
    );
  });

  test('fails where it grew', () => {
    expect(verdict(rule, counted, 7001)).toMatchObject({
      status: 'fail',
      message: 'clients were refused with OOM once since the last audit (limit: never)',
    });
  });

  test('is unknown at a first audit and after a restart', () => {
    const [then] = counted.before;
    expect(verdict(rule, { now: then ?? clusterFacts() }, 7001).status).toBe('unknown');
    const restarted = twoAudits(7001, {}, { info: { run_id: 'another' } });
    expect(verdict(rule, restarted, 7001).status).toBe('unknown');
  });

  test('is unknown where the server has thrown its counts away', () => {
    const judged = twoAudits(7001, { errorstats: { OOM: 57 } }, { errorstats: { ERRORSTATS_DISABLED: 1 } });
    expect(verdict(rule, judged, 7001)).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining('it met too many kinds of errors'),
    });
  });

  test('is unknown after a CONFIG RESETSTAT that the count of errors alone shows', () => {
    const judged = twoAudits(7001, { errorstats: { OOM: 57 } }, { errorstats: { OOM: 2 } });
    expect(verdict(rule, judged, 7001)).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining('CONFIG RESETSTAT'),
    });
  });
});
