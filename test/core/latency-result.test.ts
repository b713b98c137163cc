import { describe, expect, test } from '@jest/globals';
import { latencyResult } from '../../lib/core/latency-result.ts';
import { notAttempted, ok } from '../../lib/core/observed.ts';
import { summarisePings } from '../../lib/core/ping-summary.ts';
import type { NodeLatency } from '../../lib/core/result.ts';
import { clusterFacts, type NodeChange, start } from '../builders/facts.ts';
import { silent } from '../builders/silent.ts';
import { latency } from '../builders/slowlog.ts';

const at = start / 1000;
const event = (name: string, latestMs: number, maxMs: number) => ({ event: name, at, latestMs, maxMs });

function of7001(change: NodeChange): NodeLatency | undefined {
  return latencyResult(clusterFacts({ nodes: { 7001: change } })).nodes.find((node) => node.address.endsWith(':7001'));
}

describe('a series of PINGs', () => {
  test.each<[string, number[], object | null]>([
    ['of one', [150], { samples: 1, minUs: 150, medianUs: 150, p99Us: 150, maxUs: 150 }],
    [
      'of an odd number, in any order',
      [900, 100, 200],
      { samples: 3, minUs: 100, medianUs: 200, p99Us: 900, maxUs: 900 },
    ],
    ['of an even number: the middle of the middle two', [100, 400, 200, 300], { medianUs: 250 }],
    [
      'of a hundred and one: one outlier is above the 99th percentile',
      [...Array(100).fill(1), 7],
      { p99Us: 1, maxUs: 7 },
    ],
    ['without an answer', [], null],
  ])('%s', (_, samplesUs, expected) => {
    const summary = summarisePings({ samplesUs });
    if (expected === null) expect(summary).toBeNull();
    else expect(summary).toMatchObject(expected);
  });
});

describe('the latency part of a result', () => {
  test('stands beside the stalls of the place that measured', () => {
    expect(latencyResult(clusterFacts()).intrinsic).toEqual({ durationMs: 200, longestStallUs: 80 });
    expect(latencyResult(clusterFacts({ intrinsic: notAttempted('not in this audit') })).intrinsic).toBeNull();
  });

  test('tells events with the worst new sample first, then by the worst of all time', () => {
    const reading = latency(
      [
        { event: 'command', ms: 120 },
        { event: 'command', ms: 110 },
        { event: 'fork', ms: 300 },
      ],
      {
        events: [
          event('expire-cycle', 5, 900),
          event('command', 110, 150),
          event('fork', 300, 300),
          event('aof-stat', 2, 20),
        ],
      },
    );
    expect(of7001(reading)?.events).toMatchObject([
      { event: 'fork', newWorstMs: 300, latestAt: '2026-03-01T03:00:00.000Z' },
      { event: 'command', newWorstMs: 120, latestMs: 110, maxMs: 150 },
      { event: 'expire-cycle', newWorstMs: null, maxMs: 900 },
      { event: 'aof-stat', newWorstMs: null },
    ]);
  });

  test('explains each event', () => {
    const reading = latency([], { events: [event('fork', 300, 300)] });
    expect(of7001(reading)?.events[0]?.explanation).toEqual({
      what: 'The fork of a save, a rewrite or a sync.',
      why: expect.stringContaining('10 to 30 ms per GB'),
      todo: expect.stringContaining('Saves on replicas'),
    });
  });

  test('calls no sample new on a first visit', () => {
    const reading = latency([{ event: 'fork', ms: 300 }], { since: 'first-visit', events: [event('fork', 300, 300)] });
    expect(of7001(reading)?.events).toMatchObject([{ event: 'fork', newWorstMs: null, maxMs: 300 }]);
  });

  test("carries the server's own report as it is", () => {
    expect(of7001({ latencyDoctor: ok('Dave, I have observed …') })?.doctor).toBe('Dave, I have observed …');
  });

  test('says of a node that did not answer only where it is', () => {
    expect(of7001(silent)).toMatchObject({ address: '127.0.0.1:7001', ping: null, events: [], doctor: null });
  });
});
