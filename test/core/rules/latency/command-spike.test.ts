import { describe, expect, test } from '@jest/globals';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/latency/command-spike.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { latency } from '../../../builders/slowlog.ts';
import { verdict } from '../../../builders/verdict.ts';

const sampled = (event: string, ms: number) => clusterFacts({ nodes: { 7001: latency([{ event, ms }]) } });

describe('latency/command-spike', () => {
  test.each([
    ['command', 100, 'fail'],
    ['command', 99, 'pass'],
    ['fast-command', 151, 'fail'],
    ['command-unblocking', 300, 'pass'],
    ['fork', 300, 'pass'],
    ['aof-write-alone', 300, 'pass'],
  ])('a new sample of %s of %i ms: %s', (event, ms, status) => {
    expect(verdict(rule, { now: sampled(event, ms) }, 7001)).toMatchObject({ status });
  });

  test('passes where nothing new was sampled', () => {
    expect(verdict(rule, { now: clusterFacts() }, 7001)).toMatchObject({ status: 'pass' });
  });

  test('names the longest and explains the event', () => {
    const samples = [
      { event: 'command', ms: 120 },
      { event: 'command', ms: 301 },
    ];
    expect(verdict(rule, { now: clusterFacts({ nodes: { 7001: latency(samples) } }) }, 7001)).toMatchObject({
      severity: 'warning',
      message: 'command of 301 ms (limit 100 ms), the longest of 2 samples',
      evidence: {
        longestMs: 301,
        count: 2,
        samples: [{ event: 'command', ms: 301, at: '2026-03-01T03:01:01.000Z' }, { ms: 120 }],
        events: [{ event: 'command', todo: 'Look at the slow log of the same second.' }],
      },
    });
  });

  test('is unknown while the monitor is off: an empty one proves nothing', () => {
    const now = clusterFacts({ nodes: { 7001: { config: { 'latency-monitor-threshold': '0' } } } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({
      status: 'unknown',
      message: 'the latency monitor is off (latency-monitor-threshold 0)',
    });
  });

  test('is unknown while the monitor is coarser than the limit, unless a sample fails all the same', () => {
    const coarse = { config: { 'latency-monitor-threshold': '500' } };
    expect(verdict(rule, { now: clusterFacts({ nodes: { 7001: coarse } }) }, 7001)).toMatchObject({
      status: 'unknown',
      message: 'the latency monitor records from 500 ms, the limit is 100 ms',
    });
    const seen = clusterFacts({ nodes: { 7001: { ...coarse, ...latency([{ event: 'command', ms: 700 }]) } } });
    expect(verdict(rule, { now: seen }, 7001)).toMatchObject({ status: 'fail' });
  });

  test('is unknown on a first visit, and when LATENCY was refused', () => {
    const first = latency([{ event: 'command', ms: 300 }], { since: 'first-visit' });
    expect(verdict(rule, { now: clusterFacts({ nodes: { 7001: first } }) }, 7001)).toMatchObject({
      status: 'unknown',
      message: 'there is no earlier visit to count from',
    });
    const refused = clusterFacts({ nodes: { 7001: { latency: failed('no-permission', 'NOPERM') } } });
    expect(verdict(rule, { now: refused }, 7001)).toMatchObject({ status: 'unknown', missing: [{ fact: 'latency' }] });
  });

  test('is skipped where a managed service has no such setting', () => {
    const now = clusterFacts({
      cluster: { id: 'test', provider: 'elasticache' },
      everyNode: { noConfig: ok({ 'slowlog-log-slower-than': '10000' }) },
    });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'skipped' });
  });
});
