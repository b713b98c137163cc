import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/memory/keys-evicted.ts';
import { clusterFacts, policyWith } from '../../../builders/facts.ts';
import { twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('memory/keys-evicted', () => {
  const counted = twoAudits(7001, { info: { evicted_keys: 5 } }, { info: { evicted_keys: 8 } });

  test('passes where it did not grow', () => {
    expect(
      verdict(rule, twoAudits(7001, { info: { evicted_keys: 5 } }, { info: { evicted_keys: 5 } }), 7001).status,
    ).toBe('pass');
  });

  test('fails where it grew', () => {
    expect(verdict(rule, counted, 7001)).toMatchObject({
      status: 'fail',
      message: '3 keys were evicted since the last audit (limit: none)',
    });
  });

  test('is skipped for a cache', () => {
    expect(verdict(rule, { ...counted, policy: policyWith({ use: 'cache' }) }, 7001).status).toBe('skipped');
  });

  test('is unknown at a first audit and after a restart', () => {
    const [then] = counted.before;
    expect(verdict(rule, { now: then ?? clusterFacts() }, 7001).status).toBe('unknown');
    const restarted = twoAudits(7001, {}, { info: { run_id: 'another' } });
    expect(verdict(rule, restarted, 7001).status).toBe('unknown');
  });
});
