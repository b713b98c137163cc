import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/slowlog/cleared.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('slowlog/cleared', () => {
  const counted = twoAudits(
    7001,
    { commandstats: { 'slowlog|reset': { calls: 1 } } },
    { commandstats: { 'slowlog|reset': { calls: 2 } } },
  );

  test('passes where it did not grow', () => {
    expect(
      verdict(
        rule,
        twoAudits(
          7001,
          { commandstats: { 'slowlog|reset': { calls: 1 } } },
          { commandstats: { 'slowlog|reset': { calls: 1 } } },
        ),
        7001,
      ).status,
    ).toBe('pass');
  });

  test('fails where it grew', () => {
    expect(verdict(rule, counted, 7001)).toMatchObject({
      status: 'fail',
      message: 'the slow log was cleared once since the last audit (limit: never)',
    });
  });

  test('is unknown at a first audit and after a restart', () => {
    const [then] = counted.before;
    expect(verdict(rule, { now: then ?? clusterFacts() }, 7001).status).toBe('unknown');
    const restarted = twoAudits(7001, {}, { info: { run_id: 'another' } });
    expect(verdict(rule, restarted, 7001).status).toBe('unknown');
  });
});
