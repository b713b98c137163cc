import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/slowlog/threshold-too-coarse.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const slowerThan = (value: string) =>
  clusterFacts({ nodes: { 7001: { config: { 'slowlog-log-slower-than': value } } } });

describe('slowlog/threshold-too-coarse', () => {
  test.each([
    ['10000', 'pass', ''],
    ['1000', 'pass', ''],
    ['0', 'pass', ''],
    ['10001', 'fail', 'slowlog-log-slower-than is 10001 µs, above 10000 µs'],
    ['-1', 'skipped', 'the slow log is off; `slowlog/off` says so'],
  ])('slower than %s µs: %s', (value, status, message) => {
    expect(verdict(rule, { now: slowerThan(value) }, 7001)).toMatchObject({ status, message });
  });

  test('judges by the limit that the options set', () => {
    expect(verdict(rule, { now: slowerThan('20000'), options: { failAboveUs: 20_000 } }, 7001)).toMatchObject({
      status: 'pass',
      evidence: { slowerThanUs: 20_000 },
    });
  });

  test('is unknown when CONFIG GET was refused', () => {
    const now = clusterFacts({ nodes: { 7001: { noConfig: failed('no-permission', 'NOPERM') } } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'unknown' });
  });
});
