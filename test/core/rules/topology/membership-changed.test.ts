import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/topology/membership-changed.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { standaloneFacts } from '../../../builders/standalone.ts';
import { verdict } from '../../../builders/verdict.ts';

const without7006 = (at: number) => clusterFacts({ at, member: (each, port) => (port === 7006 ? null : each) });

describe('topology/membership-changed', () => {
  test('passes when all are the same', () => {
    expect(verdict(rule, { before: [clusterFacts()], now: clusterFacts({ at: 300 }) }).status).toBe('pass');
  });

  test.each([
    ['left', clusterFacts(), without7006(300)],
    ['joined', without7006(0), clusterFacts({ at: 300 })],
  ])('fails when one %s', (what, before, now) => {
    expect(verdict(rule, { before: [before], now })).toMatchObject({
      status: 'fail',
      severity: 'info',
      message: `${what}: 127.0.0.1:7006`,
    });
  });

  test('is unknown at the first audit, and skipped without cluster mode', () => {
    expect(verdict(rule, { now: clusterFacts() }).status).toBe('unknown');
    expect(verdict(rule, { now: standaloneFacts() }).status).toBe('skipped');
  });
});
