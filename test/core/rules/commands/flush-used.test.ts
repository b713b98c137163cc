import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/commands/flush-used.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { failing, verdict } from '../../../builders/verdict.ts';

const called = (calls: number, failedCalls = 0): NodeChange => ({ commandstats: { flushall: { calls, failedCalls } } });
const earlier = clusterFacts({ everyNode: called(2) });
const then = (nodes: Parameters<typeof clusterFacts>[0]) => ({
  now: clusterFacts({ at: 60, everyNode: called(2), ...nodes }),
  before: [earlier],
});

describe('commands/flush-used', () => {
  test('passes where nothing was flushed since the last audit, whatever was before', () => {
    expect(verdict(rule, then({}), 7001)).toMatchObject({ status: 'pass' });
  });

  test.each<[string, NodeChange, string]>([
    ['FLUSHALL', called(3), 'FLUSHALL once since the last audit (limit: never)'],
    ['FLUSHDB', { commandstats: { flushdb: { calls: 2 } } }, 'FLUSHDB 2 times since the last audit (limit: never)'],
    [
      'both',
      { commandstats: { flushall: { calls: 3 }, flushdb: { calls: 1 } } },
      'FLUSHALL once and FLUSHDB once since the last audit (limit: never)',
    ],
  ])('fails for %s', (_, change, message) => {
    expect(verdict(rule, then({ nodes: { 7001: change } }), 7001)).toMatchObject({
      status: 'fail',
      severity: 'critical',
      message,
    });
  });

  test('a call with wrong arguments deletes nothing', () => {
    expect(verdict(rule, then({ nodes: { 7001: called(3, 1) } }), 7001)).toMatchObject({ status: 'pass' });
  });

  test('is reported on primaries only: replicas replay it', () => {
    const judged = then({ everyNode: called(3) });
    expect(failing(rule, judged)).toEqual(['127.0.0.1:7001', '127.0.0.1:7002', '127.0.0.1:7003']);
    expect(verdict(rule, judged, 7004)).toMatchObject({ status: 'skipped', message: 'a replica' });
  });

  test('is unknown on a first audit, after a restart, and after CONFIG RESETSTAT', () => {
    expect(verdict(rule, { now: clusterFacts({ everyNode: called(3) }) }, 7001)).toMatchObject({ status: 'unknown' });
    const restarted = then({ nodes: { 7001: { ...called(3), info: { run_id: 'another' } } } });
    expect(verdict(rule, restarted, 7001)).toMatchObject({ status: 'unknown' });
    expect(verdict(rule, then({ nodes: { 7001: called(1) } }), 7001)).toMatchObject({ status: 'unknown' });
  });

  test('is unknown when INFO could not be read', () => {
    const judged = then({ nodes: { 7001: { noInfo: failed('timeout', 'no reply within 2000 ms') } } });
    expect(verdict(rule, judged, 7001)).toMatchObject({ status: 'unknown', missing: [{ reason: 'timeout' }, {}] });
  });
});
