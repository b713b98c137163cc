import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/commands/debugging-used.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('commands/debugging-used', () => {
  const counted = twoAudits(
    7001,
    { commandstats: { debug: { calls: 1 } } },
    { commandstats: { debug: { calls: 3 }, monitor: { rejectedCalls: 1 }, 'cluster|reset': { calls: 1 } } },
  );

  test('passes where it did not grow', () => {
    expect(
      verdict(
        rule,
        twoAudits(7001, { commandstats: { debug: { calls: 1 } } }, { commandstats: { debug: { calls: 1 } } }),
        7001,
      ).status,
    ).toBe('pass');
  });

  test('fails where it grew', () => {
    expect(verdict(rule, counted, 7001)).toMatchObject({
      status: 'fail',
      message: 'MONITOR once, DEBUG 2 times, CLUSTER RESET once since the last audit (limit: never)',
    });
  });

  test('judges the rest before 7.0, which counts no subcommands', () => {
    const old = { redis_version: '6.2.16' };
    const judged = twoAudits(7001, { info: old }, { info: old, commandstats: { monitor: { calls: 1 } } });
    expect(verdict(rule, judged, 7001).status).toBe('fail');
  });

  test('is unknown at a first audit and after a restart', () => {
    const [then] = counted.before;
    expect(verdict(rule, { now: then ?? clusterFacts() }, 7001).status).toBe('unknown');
    const restarted = twoAudits(7001, {}, { info: { run_id: 'another' } });
    expect(verdict(rule, restarted, 7001).status).toBe('unknown');
  });
});
