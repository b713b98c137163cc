import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/persistence/promotion-weakens.ts';
import { clusterFacts, type NodeChange, nodeId, policyWith } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const aofOff: NodeChange = { info: { aof_enabled: 0 } };
const silent: NodeChange = {
  connection: { answered: false, attempts: 3, outcome: failed('timeout', ''), errorCodes: [] },
  noInfo: failed('timeout', 'no reply'),
  noConfig: failed('timeout', 'no reply'),
};

function fsync(appendfsync: string, paused: 'yes' | 'no' = 'no'): NodeChange {
  return { config: { appendfsync, 'no-appendfsync-on-rewrite': paused } };
}

/** The first shard: 7001 with its replica 7004. */
function shard(primary: NodeChange, replica: NodeChange) {
  return { now: clusterFacts({ nodes: { 7001: primary, 7004: replica } }) };
}

describe('persistence/promotion-weakens', () => {
  test.each([
    { replica: 'has no AOF', primary: {}, member: aofOff, difference: 'AOF is off' },
    {
      replica: 'syncs less often',
      primary: fsync('always'),
      member: fsync('everysec'),
      difference: 'appendfsync everysec instead of always',
    },
    {
      replica: 'leaves syncing to the kernel',
      primary: fsync('everysec'),
      member: fsync('no'),
      difference: 'appendfsync no instead of everysec',
    },
    {
      replica: 'pauses the fsync',
      primary: fsync('everysec'),
      member: fsync('everysec', 'yes'),
      difference: 'no-appendfsync-on-rewrite yes',
    },
    {
      replica: 'syncs always but for pauses',
      primary: fsync('everysec'),
      member: fsync('always', 'yes'),
      difference: 'no-appendfsync-on-rewrite yes',
    },
  ])('fails when the replica $replica', ({ primary, member, difference }) => {
    expect(verdict(rule, shard(primary, member), 0)).toMatchObject({
      status: 'fail',
      severity: 'warning',
      message: `weaker than the primary: 127.0.0.1:7004 (${difference})`,
      evidence: { weaker: [{ replica: '127.0.0.1:7004', differences: [difference] }] },
    });
  });

  test.each([
    { replica: 'is set like the primary', primary: {}, member: {} },
    { replica: 'has an AOF and the primary has none', primary: aofOff, member: {} },
    { replica: 'has none, like the primary', primary: aofOff, member: aofOff },
    { replica: 'syncs more often', primary: fsync('no'), member: fsync('everysec') },
    {
      replica: 'pauses the fsync, like the primary',
      primary: fsync('everysec', 'yes'),
      member: fsync('everysec', 'yes'),
    },
    { replica: 'pauses an fsync that the primary never does', primary: fsync('no'), member: fsync('everysec', 'yes') },
  ])('passes when the replica $replica', ({ primary, member }) => {
    expect(verdict(rule, shard(primary, member), 0).status).toBe('pass');
  });

  test('is unknown when the primary could not be read, whatever the replica does', () => {
    expect(verdict(rule, shard(silent, aofOff), 0)).toMatchObject({
      status: 'unknown',
      missing: expect.arrayContaining([expect.objectContaining({ node: '127.0.0.1:7001' })]),
    });
  });

  test('is unknown when the only replica could not be read', () => {
    expect(verdict(rule, shard({}, silent), 0).status).toBe('unknown');
  });

  test('a dead replica does not hide a weaker one', () => {
    const now = clusterFacts({
      member: (member, port) => (port === 7005 ? { ...member, primaryId: nodeId(7001) } : member),
      nodes: { 7004: silent, 7005: aofOff },
    });
    expect(verdict(rule, { now }, 0)).toMatchObject({
      status: 'fail',
      evidence: { weaker: [{ replica: '127.0.0.1:7005' }] },
    });
  });

  test('is skipped where the data may vanish', () => {
    expect(verdict(rule, { ...shard({}, aofOff), policy: policyWith({ persistence: 'none' }) }, 0).status).toBe(
      'skipped',
    );
  });
});
