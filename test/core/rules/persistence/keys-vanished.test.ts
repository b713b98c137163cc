import { describe, expect, test } from '@jest/globals';
import { rule as flushUsed } from '../../../../lib/core/rules/commands/flush-used.ts';
import { rule } from '../../../../lib/core/rules/persistence/keys-vanished.ts';
import { type ClusterChange, clusterFacts, type NodeChange, nodeId, policyWith } from '../../../builders/facts.ts';
import { silent } from '../../../builders/silent.ts';
import { verdict } from '../../../builders/verdict.ts';

/** Three primaries with 2000 keys each, and what they hold 300 s later. */
const after = (keys: readonly [number, number, number], change: ClusterChange = {}, more: NodeChange = {}) => ({
  before: [clusterFacts()],
  now: clusterFacts({
    at: 300,
    ...change,
    nodes: { 7001: { keys: keys[0], ...more }, 7002: { keys: keys[1] }, 7003: { keys: keys[2] }, ...change.nodes },
  }),
});

describe('persistence/keys-vanished', () => {
  test.each([
    ['passes when all are there', after([2000, 2000, 2000]), 'pass'],
    ['passes when half of them are', after([2000, 1000, 0]), 'pass'],
    ['fails when more than half are gone', after([2000, 999, 0]), 'fail'],
    ['passes when they moved to another shard', after([6000, 0, 0]), 'pass'],
  ])('%s', (_, judged, status) => {
    expect(verdict(rule, judged).status).toBe(status);
  });

  test('says how many, and takes off what expired or was evicted', () => {
    const info = { expired_keys: 500, evicted_keys: 100 };
    expect(verdict(rule, after([0, 0, 0], {}, { info }))).toMatchObject({
      status: 'fail',
      severity: 'critical',
      message: '5400 keys are gone without having expired or been evicted, above 50 % of the 6000 before',
      evidence: { keys: 0, keysBefore: 6000, expiredOrEvicted: 600 },
    });
    expect(verdict(rule, after([0, 0, 0], {}, { info: { expired_keys: 3000 } })).status).toBe('pass');
  });

  test('passes where there were few keys', () => {
    expect(verdict(rule, { ...after([0, 0, 0]), options: { minKeys: 10_000 } }).status).toBe('pass');
  });

  test('takes another share', () => {
    expect(verdict(rule, { ...after([2000, 2000, 500]), options: { failAboveShare: 0.2 } }).status).toBe('fail');
  });

  const promoted: ClusterChange = {
    member: (member, port) => {
      if (port === 7004) return { ...member, role: 'primary', slots: [[0, 5460]] };
      return port === 7001 ? { ...member, role: 'replica', primaryId: nodeId(7004), slots: [] } : member;
    },
    nodes: { 7001: { info: { role: 'slave' } }, 7004: { info: { role: 'master' }, keys: 0 } },
  };

  test.each([
    ['at the first audit', { now: clusterFacts() }],
    ['when a primary was restarted', after([0, 0, 0], {}, { info: { run_id: 'another' } })],
    ['when a primary is loading', after([0, 0, 0], {}, { info: { loading: 1 } })],
    ['when a replica took over', after([0, 0, 0], promoted)],
    ['when a primary cannot be read', after([0, 0, 0], { nodes: { 7002: silent } })],
  ])('is unknown %s', (_, judged) => {
    expect(verdict(rule, judged).status).toBe('unknown');
  });

  test('is skipped where the data may vanish', () => {
    expect(verdict(rule, { ...after([0, 0, 0]), policy: policyWith({ persistence: 'none' }) }).status).toBe('skipped');
  });

  test('is kept silent by a flush on any node', () => {
    expect(flushUsed.mutes).toContain(rule.id);
  });
});
