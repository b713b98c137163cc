import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/config/changed-since-last-run.ts';
import { twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('config/changed-since-last-run', () => {
  const changed = twoAudits(7001, { config: { save: '' } }, { config: { save: '900 1' } });

  test('passes without a change', () => {
    expect(verdict(rule, changed, 7002).status).toBe('pass');
  });

  test('has the old value and the new one', () => {
    expect(verdict(rule, changed, 7001)).toMatchObject({
      status: 'fail',
      severity: 'info',
      message: 'save was changed from "" to 900 1 since the last audit',
      evidence: { changes: [{ directive: 'save', before: '', now: '900 1' }] },
    });
  });

  test('is unknown at a first audit and after a restart', () => {
    expect(verdict(rule, { now: changed.now }, 7001).status).toBe('unknown');
    const restarted = twoAudits(7001, {}, { config: { save: '1 1' }, info: { run_id: 'another' } });
    expect(verdict(rule, restarted, 7001).status).toBe('unknown');
  });
});
