import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/topology/engine-versions-differ.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const on7004 = (info: Readonly<Record<string, string>>) => ({ now: clusterFacts({ nodes: { 7004: { info } } }) });

describe('topology/engine-versions-differ', () => {
  test('passes where all run one', () => {
    expect(verdict(rule, { now: clusterFacts() })).toMatchObject({
      status: 'pass',
      evidence: { version: 'redis 7.2.13' },
    });
  });

  test.each([
    ['version', on7004({ redis_version: '7.2.6' }), 'more than one version: redis 7.2.13 on 5, redis 7.2.6 on 1'],
    ['engine', on7004({ valkey_version: '8.1.1' }), 'more than one version: redis 7.2.13 on 5, valkey 8.1.1 on 1'],
  ])('fails where one runs another %s', (_, judged, message) => {
    expect(verdict(rule, judged)).toMatchObject({ status: 'fail', severity: 'warning', message });
  });

  test('is unknown where a node cannot be read', () => {
    const now = clusterFacts({ nodes: { 7004: { noInfo: failed('busy', 'BUSY') } } });
    expect(verdict(rule, { now }).status).toBe('unknown');
  });

  test('fires at the twelfth audit: a rolling upgrade is to finish first', () => {
    expect(rule.failureThreshold).toBe(12);
  });
});
