import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/aof/write-failed.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('aof/write-failed', () => {
  const on7001 = (change: NodeChange) => ({ now: clusterFacts({ nodes: { 7001: change } }) });

  test('passes when the last write went well', () => {
    expect(verdict(rule, on7001({}), 7001).status).toBe('pass');
  });

  test('fails when it did not, as on a full disk', () => {
    expect(verdict(rule, on7001({ info: { aof_last_write_status: 'err' } }), 7001)).toMatchObject({
      status: 'fail',
      severity: 'critical',
      message: 'the last write to the append-only file ended with "err"',
      evidence: { aofLastWriteStatus: 'err' },
    });
  });

  test('is unknown when INFO could not be read', () => {
    expect(verdict(rule, on7001({ noInfo: failed('busy', 'BUSY') }), 7001).status).toBe('unknown');
  });

  test('is skipped where the AOF is off: the status is an old one', () => {
    const change = { info: { aof_enabled: 0, aof_last_write_status: 'err' } };
    expect(verdict(rule, on7001(change), 7001).status).toBe('skipped');
  });
});
