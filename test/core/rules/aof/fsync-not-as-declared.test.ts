import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/aof/fsync-not-as-declared.ts';
import { clusterFacts, policyWith } from '../../../builders/facts.ts';
import { failing, verdict } from '../../../builders/verdict.ts';

describe('aof/fsync-not-as-declared', () => {
  const unsynced = clusterFacts({ everyNode: { config: { appendfsync: 'no' } } });

  test('fails on primaries and replicas that leave it to the kernel', () => {
    expect(failing(rule, { now: unsynced })).toHaveLength(6);
    expect(verdict(rule, { now: unsynced }, 7004)).toMatchObject({
      severity: 'warning',
      message: 'appendfsync is no; the policy accepts everysec, always',
      evidence: { appendfsync: 'no', accepted: ['everysec', 'always'] },
    });
  });

  test.each(['everysec', 'always'])('passes with %s', (appendfsync) => {
    const now = clusterFacts({ nodes: { 7001: { config: { appendfsync } } } });
    expect(verdict(rule, { now }, 7001).status).toBe('pass');
  });

  test('passes with what the team has declared', () => {
    const policy = policyWith({ aof: { roles: ['primary', 'replica'], fsync: ['no'] } });
    expect(verdict(rule, { now: unsynced, policy }, 7001).status).toBe('pass');
    expect(verdict(rule, { now: clusterFacts(), policy }, 7001).status).toBe('fail');
  });

  test('is unknown when CONFIG could not be read', () => {
    const now = clusterFacts({ nodes: { 7001: { noConfig: failed('no-permission', 'NOPERM') } } });
    expect(verdict(rule, { now }, 7001).status).toBe('unknown');
  });

  test('is skipped where the AOF is off', () => {
    const now = clusterFacts({ nodes: { 7001: { info: { aof_enabled: 0 }, config: { appendfsync: 'no' } } } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'skipped', message: 'AOF is off' });
  });
});
