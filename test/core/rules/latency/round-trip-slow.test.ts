import { describe, expect, test } from '@jest/globals';
import { failed, notAttempted, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/latency/round-trip-slow.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

interface Measured {
  readonly roundTripMs: number;
  readonly stallMs?: number;
  readonly pings?: number;
}

function measured({ roundTripMs, stallMs = 0.1, pings = 20 }: Measured) {
  const ping = ok({ samplesUs: Array.from({ length: pings }, () => roundTripMs * 1000) });
  const intrinsic = ok({ durationMs: 200, longestStallUs: stallMs * 1000 });
  return clusterFacts({ intrinsic, nodes: { 7001: { ping } } });
}

describe('latency/round-trip-slow', () => {
  test.each<[string, Measured, string, string]>([
    ['10 ms', { roundTripMs: 10 }, 'pass', ''],
    ['10.1 ms', { roundTripMs: 10.1 }, 'fail', 'median round trip of 10.1 ms (limit 10 ms)'],
    [
      '12 ms, stalled for half of it',
      { roundTripMs: 12, stallMs: 6 },
      'fail',
      'median round trip of 12 ms (limit 10 ms)',
    ],
    [
      '12 ms, stalled for more',
      { roundTripMs: 12, stallMs: 6.1 },
      'unknown',
      'the place that measures stalled for 6.1 ms, too much to judge a median of 12 ms',
    ],
    ['0.2 ms beside a long stall, which can only have added to it', { roundTripMs: 0.2, stallMs: 40 }, 'pass', ''],
    ['12 ms, but too few PINGs', { roundTripMs: 12, pings: 19 }, 'unknown', '19 PINGs were answered, 20 are wanted'],
  ])('%s', (_, measurement, status, message) => {
    expect(verdict(rule, { now: measured(measurement) }, 7001)).toMatchObject({ status, message });
  });

  test('shows the whole series beside the stall', () => {
    expect(verdict(rule, { now: measured({ roundTripMs: 12 }) }, 7001)).toMatchObject({
      severity: 'warning',
      evidence: { medianUs: 12_000, minUs: 12_000, p99Us: 12_000, maxUs: 12_000, ownStallUs: 100 },
    });
  });

  test('a single long round trip does not move the median', () => {
    const samplesUs = [...Array.from({ length: 19 }, () => 200), 90_000];
    const now = clusterFacts({ nodes: { 7001: { ping: ok({ samplesUs }) } } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'pass', evidence: { maxUs: 90_000 } });
  });

  test('is unknown where PING was answered with an error, or the stalls were not measured', () => {
    const loading = clusterFacts({ nodes: { 7001: { ping: failed('loading', 'LOADING') } } });
    expect(verdict(rule, { now: loading }, 7001)).toMatchObject({ status: 'unknown', missing: [{ fact: 'ping' }] });
    const unmeasured = clusterFacts({ intrinsic: notAttempted('not part of this audit') });
    expect(verdict(rule, { now: unmeasured }, 7001)).toMatchObject({ missing: [{ fact: 'intrinsic' }] });
  });

  test.each<[number, string | undefined]>([
    [8, undefined],
    [8.1, 'a median of 8.1 ms is within the limit, but above 80 % of it'],
    [10, 'a median of 10 ms is within the limit, but above 80 % of it'],
  ])('%d ms ends an alert only where it is clearly within the limit', (roundTripMs, notYetClear) => {
    expect(verdict(rule, { now: measured({ roundTripMs }) }, 7001).notYetClear).toBe(notYetClear);
    const options = { clearBelowShare: 1 };
    expect(verdict(rule, { now: measured({ roundTripMs }), options }, 7001).notYetClear).toBeUndefined();
  });

  test('judges by the limit that the options set', () => {
    const options = { failAboveMs: 1, samples: 5 };
    expect(verdict(rule, { now: measured({ roundTripMs: 2, pings: 5 }), options }, 7001)).toMatchObject({
      status: 'fail',
    });
  });
});
