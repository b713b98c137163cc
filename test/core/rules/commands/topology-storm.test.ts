import { describe, expect, test } from '@jest/globals';
import type { CommandStat } from '../../../../lib/core/facts.ts';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/commands/topology-storm.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

type Calls = Readonly<Record<string, Partial<CommandStat>>>;

const earlier = clusterFacts();

/** A hundred seconds in which 7001 answered these. */
function asked(commandstats: Calls, change: NodeChange = {}) {
  return { now: clusterFacts({ at: 100, nodes: { 7001: { commandstats, ...change } } }), before: [earlier] };
}

describe('commands/topology-storm', () => {
  test.each<[string, Calls, 'pass' | 'fail', string]>([
    ['nothing', {}, 'pass', ''],
    ['10 a second', { 'cluster|slots': { calls: 1000 } }, 'pass', ''],
    ['more', { 'cluster|slots': { calls: 1010 } }, 'fail', '10.1 topology questions a second (limit 10)'],
    [
      'all three together',
      { 'cluster|slots': { calls: 400 }, 'cluster|shards': { calls: 400 }, 'cluster|nodes': { calls: 402 } },
      'fail',
      '12 topology questions a second (limit 10)',
    ],
    ['few that take 5 % of the time', { 'cluster|slots': { calls: 100, usec: 5_000_000 } }, 'pass', ''],
    [
      'few that take more',
      { 'cluster|slots': { calls: 100, usec: 6_000_000 } },
      'fail',
      'topology questions take 6 % of the time (limit 5 %)',
    ],
    ['other subcommands', { 'cluster|info': { calls: 90_000, usec: 9_000_000 } }, 'pass', ''],
  ])('asked %s: %s', (_, calls, status, message) => {
    expect(verdict(rule, asked(calls), 7001)).toMatchObject({ status, message, severity: 'warning' });
  });

  test("takes the auditor's own calls off", () => {
    const options = { failAbovePerSecond: 0, failAbovePercent: 0, minCount: 0 };
    const own = asked({ 'cluster|nodes': { calls: 2, usec: 400 } });
    expect(verdict(rule, { ...own, options }, 7001)).toMatchObject({ status: 'pass', evidence: { nodesCalls: 0 } });
    const others = asked({ 'cluster|nodes': { calls: 12, usec: 1200 } });
    expect(verdict(rule, { ...others, options }, 7001)).toMatchObject({ status: 'fail', evidence: { nodesCalls: 10 } });
  });

  test('a handful of calls between two audits seconds apart is no storm', () => {
    const soon = (calls: number) => ({
      now: clusterFacts({ at: 1, nodes: { 7001: { commandstats: { 'cluster|slots': { calls } } } } }),
      before: [earlier],
    });
    expect(verdict(rule, soon(99), 7001)).toMatchObject({ status: 'pass', evidence: { callsPerSecond: 99 } });
    expect(verdict(rule, soon(100), 7001)).toMatchObject({ status: 'fail' });
  });

  test.each<[string, Partial<CommandStat>, string | undefined]>([
    ['8 a second', { calls: 800 }, undefined],
    ['9 a second', { calls: 900 }, 'a rate of 9 a second is within the limit, but above 80 % of it'],
    ['4 % of the time', { calls: 100, usec: 4_000_000 }, undefined],
    [
      '4.5 % of the time',
      { calls: 100, usec: 4_500_000 },
      'a share of 4.5 % of the time is within the limit, but above 80 % of it',
    ],
  ])('%s ends an alert only where it is clearly within the limit', (_, slots, notYetClear) => {
    const found = verdict(rule, asked({ 'cluster|slots': slots }), 7001);
    expect([found.status, found.notYetClear]).toEqual(['pass', notYetClear]);
  });

  test('shows the counts behind it', () => {
    const storm = asked({ 'cluster|slots': { calls: 60_000, usec: 1_500_000 } });
    expect(verdict(rule, storm, 7001)).toMatchObject({
      evidence: { callsPerSecond: 600, timePercent: 1.5, slotsCalls: 60_000, shardsCalls: 0, intervalSeconds: 100 },
    });
  });

  test('is unknown on a first audit and when INFO could not be read', () => {
    expect(verdict(rule, { now: earlier }, 7001)).toMatchObject({ status: 'unknown' });
    const judged = asked({}, { noInfo: failed('timeout', 'no reply within 2000 ms') });
    expect(verdict(rule, judged, 7001)).toMatchObject({ status: 'unknown' });
  });

  test('is unknown before 7.0, which counts no subcommands', () => {
    const judged = asked({}, { info: { redis_version: '6.2.16' } });
    expect(verdict(rule, judged, 7001)).toMatchObject({
      status: 'unknown',
      missing: [{ reason: 'unsupported' }, {}, {}],
    });
  });

  test('is skipped on a serverless cluster', () => {
    const now = clusterFacts({ cluster: { id: 'test', provider: 'elasticache-serverless' } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'skipped' });
  });
});
