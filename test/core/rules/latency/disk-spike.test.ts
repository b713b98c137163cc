import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/latency/disk-spike.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { latency } from '../../../builders/slowlog.ts';
import { verdict } from '../../../builders/verdict.ts';

const sampled = (event: string, ms: number) => clusterFacts({ nodes: { 7001: latency([{ event, ms }]) } });

describe('latency/disk-spike', () => {
  test.each([
    ['aof-fsync-always', 151, 'fail'],
    ['aof-write', 100, 'fail'],
    ['aof-write', 99, 'pass'],
    ['aof-an-event-of-tomorrow', 100, 'fail'],
    ['rdb-unlink-temp-file', 100, 'fail'],
    ['cluster-config-fsync', 100, 'fail'],
    ['command', 900, 'pass'],
    ['fork', 900, 'pass'],
    ['expire-del', 900, 'pass'],
  ])('a new sample of %s of %i ms: %s', (event, ms, status) => {
    expect(verdict(rule, { now: sampled(event, ms) }, 7001)).toMatchObject({ status });
  });

  test('says with which fsync policy', () => {
    const node = { ...latency([{ event: 'aof-fsync-always', ms: 151 }]), config: { appendfsync: 'always' } };
    expect(verdict(rule, { now: clusterFacts({ nodes: { 7001: node } }) }, 7001)).toMatchObject({
      severity: 'warning',
      message: 'aof-fsync-always of 151 ms (limit 100 ms)',
      evidence: { longestMs: 151, appendfsync: 'always', events: [{ why: 'The price of that policy on this disk.' }] },
    });
  });

  test('is unknown while the monitor is off', () => {
    const now = clusterFacts({ nodes: { 7001: { config: { 'latency-monitor-threshold': '0' } } } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'unknown' });
  });

  test('is unknown on a first visit, and when the monitor could not be read', () => {
    const first = latency([{ event: 'aof-write', ms: 300 }], { since: 'first-visit' });
    expect(verdict(rule, { now: clusterFacts({ nodes: { 7001: first } }) }, 7001)).toMatchObject({ status: 'unknown' });
    const late = clusterFacts({ nodes: { 7001: { latency: failed('timeout', 'no reply within 2000 ms') } } });
    expect(verdict(rule, { now: late }, 7001)).toMatchObject({ status: 'unknown', missing: [{ reason: 'timeout' }] });
  });

  test("is skipped on a managed service, where the disk is not the tenant's", () => {
    const now = clusterFacts({ cluster: { id: 'test', provider: 'memorydb' } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'skipped' });
  });
});
