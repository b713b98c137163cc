import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/commands/keys-never-expire.ts';
import { clusterFacts, policyWith } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('commands/keys-never-expire', () => {
  const cache = policyWith({ use: 'cache' });

  test('is skipped for a store', () => {
    expect(verdict(rule, { now: clusterFacts() }).status).toBe('skipped');
  });

  test.each(['sessions', 'cache'] as const)('fails for %s where more than a fifth has no expiry', (use) => {
    expect(verdict(rule, { now: clusterFacts(), policy: policyWith({ use }) })).toMatchObject({
      status: 'fail',
      message: '100 % of 6000 keys have no expiry (limit 20 %)',
    });
  });

  test('passes where there are few keys', () => {
    expect(verdict(rule, { now: clusterFacts({ everyNode: { keys: 333 } }), policy: cache }).status).toBe('pass');
  });
});
