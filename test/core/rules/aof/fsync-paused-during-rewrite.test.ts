import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/aof/fsync-paused-during-rewrite.ts';
import { clusterFacts, type NodeChange, policyWith } from '../../../builders/facts.ts';
import { failing, verdict } from '../../../builders/verdict.ts';

describe('aof/fsync-paused-during-rewrite', () => {
  const paused = { 'no-appendfsync-on-rewrite': 'yes' };
  const on7001 = (change: NodeChange) => ({ now: clusterFacts({ nodes: { 7001: change } }) });

  test('passes in the reference configuration', () => {
    expect(verdict(rule, on7001({}), 7001).status).toBe('pass');
  });

  test('fails wherever it is paused', () => {
    const now = clusterFacts({ everyNode: { config: paused } });
    expect(failing(rule, { now })).toHaveLength(6);
  });

  test('tells the seconds that the policy assumes of the kernel', () => {
    const policy = policyWith({ kernelFlushSeconds: 10 });
    expect(verdict(rule, { ...on7001({ config: paused }), policy }, 7001)).toMatchObject({
      severity: 'warning',
      message:
        'no-appendfsync-on-rewrite is yes: no fsync during saves and rewrites; a power failure then takes up to 10 s of writes',
      evidence: { appendfsync: 'everysec', assumedLossSeconds: 10 },
    });
  });

  test('is unknown when CONFIG could not be read', () => {
    expect(verdict(rule, on7001({ noConfig: failed('no-permission', 'NOPERM') }), 7001).status).toBe('unknown');
  });

  test.each([
    { where: 'the AOF is off', change: { info: { aof_enabled: 0 }, config: paused } },
    { where: 'the kernel decides anyway', change: { config: { ...paused, appendfsync: 'no' } } },
  ])('is skipped where $where', ({ change }) => {
    expect(verdict(rule, on7001(change), 7001).status).toBe('skipped');
  });
});
