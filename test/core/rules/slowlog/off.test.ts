import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/slowlog/off.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('slowlog/off', () => {
  test.each([
    ['10000', '512', 'pass', ''],
    ['0', '1', 'pass', ''],
    ['-1', '512', 'fail', 'slowlog-log-slower-than is -1: nothing is logged'],
    ['10000', '0', 'fail', 'slowlog-max-len is 0: nothing is kept'],
  ])('slower than %s µs, length %s: %s', (slower, length, status, message) => {
    const config = { 'slowlog-log-slower-than': slower, 'slowlog-max-len': length };
    const now = clusterFacts({ nodes: { 7001: { config } } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status, message, severity: 'warning' });
  });

  test('is unknown when CONFIG GET was refused', () => {
    const now = clusterFacts({ nodes: { 7001: { noConfig: failed('no-permission', 'NOPERM') } } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({
      status: 'unknown',
      missing: [
        { fact: 'config.slowlog-log-slower-than', reason: 'no-permission' },
        { fact: 'config.slowlog-max-len' },
      ],
    });
  });

  test('is skipped on a serverless cluster', () => {
    const now = clusterFacts({ cluster: { id: 'test', provider: 'elasticache-serverless' } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'skipped' });
  });
});
