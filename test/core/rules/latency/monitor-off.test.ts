import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/latency/monitor-off.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const threshold = (value: string) =>
  clusterFacts({ nodes: { 7001: { config: { 'latency-monitor-threshold': value } } } });

describe('latency/monitor-off', () => {
  test.each([
    ['0', 'fail', 'latency-monitor-threshold is 0, so no stall is recorded'],
    ['1', 'pass', ''],
    ['100', 'pass', ''],
    ['5000', 'pass', ''],
  ])('a threshold of %s ms: %s', (value, status, message) => {
    expect(verdict(rule, { now: threshold(value) }, 7001)).toMatchObject({ status, message, severity: 'warning' });
  });

  test('gives the command that switches it on', () => {
    expect(rule.fix).toContainEqual({
      run: 'redis-cli -h {host} -p {port} CONFIG SET latency-monitor-threshold 100',
    });
  });

  test('is unknown when CONFIG GET was refused', () => {
    const now = clusterFacts({ nodes: { 7001: { noConfig: failed('no-permission', 'NOPERM') } } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'unknown' });
  });

  test('is skipped on a managed service, which offers no such setting', () => {
    const now = clusterFacts({ cluster: { id: 'test', provider: 'elasticache' } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'skipped' });
  });
});
