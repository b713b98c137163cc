import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/persistence/primary-restarts-empty.ts';
import { clusterFacts, policyWith } from '../../../builders/facts.ts';
import { failing, verdict } from '../../../builders/verdict.ts';

describe('persistence/primary-restarts-empty', () => {
  const off = { info: { aof_enabled: 0 }, config: { save: '' } };

  test('fails on a primary without AOF and without save points', () => {
    const now = clusterFacts({ nodes: { 7001: off } });
    expect(failing(rule, { now })).toEqual(['127.0.0.1:7001']);
    expect(verdict(rule, { now }, 7001)).toMatchObject({
      severity: 'critical',
      message: 'AOF is off and there are no save points: a restart starts this primary empty',
      evidence: { appendonly: 'no', save: '' },
    });
  });

  test.each([
    { with: 'the AOF', node: { config: { save: '' } } },
    { with: 'save points', node: { info: { aof_enabled: 0 }, config: { save: '3600 1' } } },
  ])('passes on a primary with $with', ({ node }) => {
    expect(verdict(rule, { now: clusterFacts({ nodes: { 7001: node } }) }, 7001).status).toBe('pass');
  });

  test('is unknown when CONFIG may not be read, even if the AOF is on', () => {
    const now = clusterFacts({ nodes: { 7001: { noConfig: failed('no-permission', 'NOPERM config|get') } } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({
      status: 'unknown',
      missing: [{ fact: 'config.save', reason: 'no-permission' }],
    });
  });

  test('is skipped on a replica: it gets its data from the primary', () => {
    expect(verdict(rule, { now: clusterFacts({ nodes: { 7004: off } }) }, 7004).status).toBe('skipped');
  });

  test('is skipped where the policy says that the data may vanish', () => {
    const policy = policyWith({ persistence: 'none' });
    expect(verdict(rule, { now: clusterFacts({ nodes: { 7001: off } }), policy }, 7001).status).toBe('skipped');
  });
});
