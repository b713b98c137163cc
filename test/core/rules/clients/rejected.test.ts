import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/clients/rejected.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('clients/rejected', () => {
  const counted = twoAudits(7001, { info: { rejected_connections: 1 } }, { info: { rejected_connections: 3 } });

  test('passes where it did not grow', () => {
    expect(
      verdict(rule, twoAudits(7001, { info: { rejected_connections: 1 } }, { info: { rejected_connections: 1 } }), 7001)
        .status,
    ).toBe('pass');
  });

  test('fails where it grew', () => {
    expect(verdict(rule, counted, 7001)).toMatchObject({
      status: 'fail',
      message: '2 connections were turned away since the last audit (limit: none)',
    });
  });

  test('is unknown at a first audit and after a restart', () => {
    const [then] = counted.before;
    expect(verdict(rule, { now: then ?? clusterFacts() }, 7001).status).toBe('unknown');
    const restarted = twoAudits(7001, {}, { info: { run_id: 'another' } });
    expect(verdict(rule, restarted, 7001).status).toBe('unknown');
  });
});
