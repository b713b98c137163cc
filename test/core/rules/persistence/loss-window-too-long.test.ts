import { describe, expect, test } from '@jest/globals';
import type { CopiesReading } from '../../../../lib/core/backup/copies.ts';
import { failed, type Observed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/persistence/loss-window-too-long.ts';
import { readingOf, setOf } from '../../../builders/copies.ts';
import { clusterFacts, type NodeChange, policyWith } from '../../../builders/facts.ts';
import { failing, verdict } from '../../../builders/verdict.ts';

const before = [clusterFacts()];
const stock: NodeChange = { info: { aof_enabled: 0 }, config: { save: '3600 1 300 100 60 10000' } };

/** The second audit, 300 s after the first, with changes on the primary of the first shard. */
function on7001(change: NodeChange) {
  return { before, now: clusterFacts({ at: 300, nodes: { 7001: change } }) };
}

/** 7004 as 7001 sees it; 7001 writes 1000 bytes a second in the story of the test facts. */
function replica(offset: number, lag: number): NodeChange {
  return { replicas: [{ ip: '127.0.0.1', port: 7004, state: 'online', offset, lag }] };
}

describe('persistence/loss-window-too-long', () => {
  test('passes in the reference configuration', () => {
    expect(verdict(rule, on7001({}), 0)).toMatchObject({
      status: 'pass',
      evidence: { hostLossSeconds: 2, failoverSeconds: 1, maxLossSeconds: 60 },
    });
  });

  test.each([
    ['a replica that is 45 s behind', replica(5_300_000, 45), undefined],
    [
      'a replica that is 55 s behind',
      replica(5_300_000, 55),
      'a failover that may take 56 s of acknowledged writes is within the limit, but above 80 % of it',
    ],
    // What follows from settings does not hover: it would never end.
    ['a setting that may lose 55 s', { ...stock, config: { save: '50 1' } }, undefined],
  ])('%s ends an alert only where it is clearly within the limit', (_, change, notYetClear) => {
    const found = verdict(rule, on7001(change), 0);
    expect([found.status, found.notYetClear]).toEqual(['pass', notYetClear]);
  });

  test('fails in every shard with a stock file, in the first audit already', () => {
    const now = clusterFacts({ everyNode: stock });
    expect(failing(rule, { now })).toEqual(['127.0.0.1:7001', '127.0.0.1:7002', '127.0.0.1:7003']);
    expect(verdict(rule, { now }, 0)).toMatchObject({
      severity: 'warning',
      message:
        'the loss of its host may take 3605 s of acknowledged writes (a save every 3600 s, and the time that two saves take), more than 60 s',
    });
  });

  test.each([
    {
      story: 'only a hundred changes are saved',
      change: { ...stock, config: { save: '300 100' } },
      message: 'the loss of its host may take acknowledged writes without bound (the save points), more than 60 s',
    },
    {
      story: 'saves fail since an hour',
      change: { ...stock, info: { aof_enabled: 0, rdb_last_bgsave_status: 'err' } },
      message:
        'the loss of its host may take at least 3901 s of acknowledged writes (the last save failed), more than 60 s',
    },
    {
      story: 'the replica has been silent for 70 s',
      change: replica(5_300_000, 70),
      message:
        'a failover may take 71 s of acknowledged writes (the last acknowledgement of the best replica), more than 60 s',
    },
    {
      story: 'the replica is 2 MB behind at 1 kB/s',
      change: replica(3_300_000, 0),
      message:
        'a failover may take 2001 s of acknowledged writes (2000000 bytes that the best replica lacks), more than 60 s',
    },
  ])('fails when $story', ({ change, message }) => {
    expect(verdict(rule, on7001(change), 0)).toMatchObject({ status: 'fail', message });
  });

  test.each([
    { story: 'the kernel decides, 35 s', change: { config: { appendfsync: 'no' } } },
    { story: 'a few fsyncs were late', change: { info: { aof_delayed_fsync: 5 } } },
    { story: 'there is no replica to promote', change: { replicas: [] } },
  ])('passes when $story', ({ change }) => {
    expect(verdict(rule, on7001(change), 0).status).toBe('pass');
  });

  test('judges by the seconds that the policy declares', () => {
    const policy = policyWith({ maxLossSeconds: 3700, rdb: { savePoints: 'anywhere' } });
    expect(verdict(rule, { ...on7001(stock), policy }, 0).status).toBe('pass');
    expect(verdict(rule, { ...on7001({}), policy: policyWith({ maxLossSeconds: 1 }) }, 0).status).toBe('fail');
  });

  test('is unknown in the first audit where an earlier one is needed, and says for what', () => {
    const now = clusterFacts({ nodes: { 7001: { info: { aof_delayed_fsync: 3 } } } });
    expect(verdict(rule, { now }, 0)).toMatchObject({
      status: 'unknown',
      message: 'it depends on how many fsyncs were late since the last audit',
      evidence: { hostLossSeconds: 2, hostLossAtLeast: true },
    });
  });

  test('passes in the first audit where no fsync was ever late', () => {
    expect(verdict(rule, { now: clusterFacts() }, 0)).toMatchObject({
      status: 'pass',
      evidence: { hostLossSeconds: 2, hostLossAtLeast: false },
    });
  });

  test('is unknown when the primary could not be read', () => {
    const now = clusterFacts({ nodes: { 7001: { noInfo: failed('timeout', 'no reply') } } });
    expect(verdict(rule, { before, now }, 0).status).toBe('unknown');
  });

  test('fails when the replica has had no link for 70 s: it would be promoted all the same', () => {
    const link = { master_link_status: 'down', master_link_down_since_seconds: 70 };
    const now = clusterFacts({ at: 300, nodes: { 7001: { replicas: [] }, 7004: { info: link } } });
    expect(verdict(rule, { before, now }, 0)).toMatchObject({
      status: 'fail',
      message: 'a failover may take 72 s of acknowledged writes (no link to a replica since 70 s), more than 60 s',
    });
  });

  test('shows the newest copy off the hosts where one is known, and judges by it nothing', () => {
    const now = clusterFacts({ nodes: { 7001: stock } });
    const shown = (copies?: Observed<CopiesReading>) =>
      verdict(rule, { before, now, ...(copies === undefined ? {} : { copies }) }, 0);
    expect(shown(ok(readingOf([setOf(1)])))).toMatchObject({
      status: 'fail',
      message: shown().message,
      evidence: { offHostCopySeconds: 3600, offHostCopyCertainty: expect.stringContaining('not read again') },
    });
    expect(shown(ok(readingOf([], { unfinished: 1 }))).evidence).toMatchObject({ offHostCopySeconds: null });
    expect(shown(failed('store', 'denied')).evidence).not.toHaveProperty('offHostCopySeconds');
    expect(shown(failed('store', 'denied')).status).toBe('fail');
  });

  test('does not depend on a dead replica', () => {
    const dead = { noInfo: failed('timeout', 'no reply'), noConfig: failed('timeout', 'no reply') };
    const now = clusterFacts({ nodes: { 7001: stock, 7004: dead } });
    expect(verdict(rule, { now }, 0).status).toBe('fail');
  });

  test.each([
    { where: 'the primary persists nothing', change: { info: { aof_enabled: 0 } }, policy: policyWith({}) },
    { where: 'the data may vanish', change: stock, policy: policyWith({ persistence: 'none' }) },
  ])('is skipped where $where', ({ change, policy }) => {
    expect(verdict(rule, { ...on7001(change), policy }, 0).status).toBe('skipped');
  });
});
