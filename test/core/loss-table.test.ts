import { describe, expect, test } from '@jest/globals';
import type { CopiesReading, SetDigest } from '../../lib/core/backup/copies.ts';
import { emptyBaselines } from '../../lib/core/baselines.ts';
import type { Failure, ShardLoss } from '../../lib/core/loss-result.ts';
import { lossTable } from '../../lib/core/loss-table.ts';
import { failed, type Observed, ok } from '../../lib/core/observed.ts';
import { defaultPolicy, type Policy } from '../../lib/core/policy.ts';
import { lookOf, readingOf, setOf } from '../builders/copies.ts';
import { type ClusterChange, clusterFacts, type NodeChange, policyWith } from '../builders/facts.ts';
import { lossRules, lossTableOf } from '../builders/loss.ts';

/** The first shard five minutes after the first audit. */
function firstShard(change: ClusterChange = {}, policy?: Policy): ShardLoss {
  const [shard] = lossTableOf(clusterFacts({ at: 300, ...change }), policy).shards;
  if (shard === undefined) throw new Error('there is no shard');
  return shard;
}

function seconds(shard: ShardLoss, failure: Failure) {
  return shard.rows.find((row) => row.failure === failure)?.seconds;
}

const on7001 = (change: NodeChange): ClusterChange => ({ nodes: { 7001: change } });
const stock: NodeChange = { info: { aof_enabled: 0 }, config: { save: '3600 1' } };
const nothing: NodeChange = { info: { aof_enabled: 0 }, config: { save: '' } };

describe('the table of data-loss windows', () => {
  test('has a row for each way of failing, of each shard, in the order of the slots', () => {
    const table = lossTableOf(clusterFacts({ at: 300 }));
    expect(table.shards.map(({ shard, primary }) => [shard, primary])).toEqual([
      ['0', '127.0.0.1:7001'],
      ['5461', '127.0.0.1:7002'],
      ['10923', '127.0.0.1:7003'],
    ]);
    expect(Object.fromEntries(firstShard().rows.map((row) => [row.failure, row.seconds]))).toEqual({
      processCrash: 2,
      hostLoss: 2,
      failover: 1,
      cutOff: 6,
      hostGone: 'unknown',
      zoneGone: 'unknown',
      noPromotion: 2,
      emptyRestart: 'none',
      mistake: 3901,
    });
  });

  test.each<[string, ClusterChange, Policy | undefined, ShardLoss['status'], string]>([
    ['the reference configuration is', {}, undefined, 'within', ''],
    ['a stock file is', on7001(stock), undefined, 'worse', 'a save every 3600 s, and the time that two saves take'],
    ['nothing on the disk is', on7001(nothing), undefined, 'worse', 'its primary persists nothing'],
    [
      'what a team declares away is',
      on7001(nothing),
      policyWith({ persistence: 'none' }),
      'skipped',
      'policy.persistence is none: the data may vanish',
    ],
    [
      'a primary that is silent is',
      on7001({
        noInfo: failed('timeout', 'no reply'),
        noConfig: failed('timeout', 'no reply'),
        connection: { answered: false, attempts: 3, outcome: failed('timeout', 'no reply'), errorCodes: [] },
      }),
      undefined,
      'unknown',
      'its primary could not be read',
    ],
    [
      'a primary that refuses CONFIG is',
      on7001({ noConfig: failed('no-permission', 'NOPERM') }),
      undefined,
      'unknown',
      'it depends on appendfsync',
    ],
    [
      'an AOF that is off, with save points that nobody may read, is',
      on7001({ ...stock, noConfig: failed('no-permission', 'NOPERM') }),
      undefined,
      'unknown',
      'it depends on the save points',
    ],
    [
      'a kernel that may keep pages for 35 s is, with 30 s allowed,',
      on7001({ config: { appendfsync: 'no' } }),
      policyWith({ maxLossSeconds: 30 }),
      'worse',
      'appendfsync no',
    ],
  ])('%s judged', (_, change, policy, status, reason) => {
    expect(firstShard(change, policy)).toMatchObject({ status, reason });
  });

  test('in a first audit it says what needs an earlier one', () => {
    const table = lossTable({
      facts: clusterFacts(on7001({ info: { aof_delayed_fsync: 3 } })),
      baselines: emptyBaselines,
      rules: lossRules,
      policy: defaultPolicy,
    });
    expect(table?.shards[0]).toMatchObject({
      status: 'unknown',
      reason: 'it depends on how many fsyncs were late since the last audit',
    });
  });

  test('a cut-off primary goes on until the node timeout, or until it misses its replicas', () => {
    expect(seconds(firstShard(on7001({ config: { 'cluster-node-timeout': '15000' } })), 'cutOff')).toBe(16);
    const guarded = { 'min-replicas-to-write': '1', 'min-replicas-max-lag': '3' };
    expect(seconds(firstShard(on7001({ config: guarded })), 'cutOff')).toBe(4);
  });

  test('a save on any member of the shard is a copy to go back to', () => {
    const at = Date.UTC(2026, 2, 1, 3, 0, 0) / 1000;
    const saved = { rdb_saves: 1, rdb_last_save_time: at - 100, rdb_last_bgsave_time_sec: 2 };
    const shard = firstShard({ nodes: { 7004: { info: saved } } });
    expect(shard.rows.find(({ failure }) => failure === 'mistake')).toMatchObject({ seconds: 402, atLeast: true });
  });

  test('announced addresses say whether a host takes the whole shard with it', () => {
    const spread = (port: number): string => `10.0.0.${port - 7000}:${port}`;
    const apart = firstShard({ member: (member, port) => ({ ...member, address: spread(port) }) });
    expect(seconds(apart, 'hostGone')).toBe(1);
    const together = firstShard({
      member: (member, port) => ({ ...member, address: port === 7004 ? '10.0.0.1:7004' : spread(port) }),
    });
    expect(together.rows.find(({ failure }) => failure === 'hostGone')).toMatchObject({
      seconds: 'unknown',
      missing: ['the age of the newest copy off the hosts'],
    });
  });

  test('INFO says in which zone a Valkey is', () => {
    const zone = (name: string): NodeChange => ({ info: { availability_zone: name } });
    const nodes = {
      7001: zone('a'),
      7002: zone('b'),
      7003: zone('c'),
      7004: zone('b'),
      7005: zone('c'),
      7006: zone('a'),
    };
    expect(seconds(firstShard({ nodes }), 'zoneGone')).toBe(1);
    expect(seconds(firstShard({ nodes: { ...nodes, 7001: zone('') } }), 'zoneGone')).toBe('unknown');
  });

  test('copies off the hosts count where they are known', () => {
    const facts = clusterFacts({ at: 300, ...on7001(nothing) });
    const evaluation = { facts, baselines: emptyBaselines, rules: lossRules, policy: defaultPolicy };
    const withSets = (...sets: readonly SetDigest[]) =>
      lossTable({ ...evaluation, copies: ok(readingOf(sets)) })?.shards[0];
    const SECOND = 1 / 3600;
    expect(withSets(setOf(30 * SECOND))).toMatchObject({ status: 'within' });
    expect(withSets(setOf(90 * SECOND))).toMatchObject({ status: 'worse', reason: 'the newest copy off the hosts' });
    expect(withSets()).toMatchObject({ status: 'worse', reason: 'no copy off the hosts' });
  });

  describe('a mistake goes back to the newest copy that is known:', () => {
    const mistakeWith = (copies: Observed<CopiesReading>) => {
      const facts = clusterFacts({ at: 300 });
      const evaluation = { facts, baselines: emptyBaselines, rules: lossRules, policy: defaultPolicy, copies };
      return lossTable(evaluation)?.shards[0]?.rows.find(({ failure }) => failure === 'mistake');
    };
    const damaged = lookOf({ outcome: 'damaged' });
    const lacking = { state: 'incomplete', missingSlots: [[0, 5460]] } as const;

    test.each<[string, Observed<CopiesReading>, number | string, string]>([
      ['the set, where it is newer than the snapshots', ok(readingOf([setOf(0.5)])), 1800, 'not read again'],
      [
        'of a set that was read again it says so',
        ok(readingOf([setOf(0.5, { verified: lookOf() })])),
        1800,
        'read again from the store and found whole',
      ],
      ['of one that was restored too', ok(readingOf([setOf(0.5, { drilled: lookOf() })])), 1800, 'restored in a drill'],
      [
        'of one without a checksum too',
        ok(readingOf([setOf(0.5, {}, { 0: { level: 0 } })])),
        1800,
        'a server wrote no checksum of its own',
      ],
      ['the snapshot, where that is newer', ok(readingOf([setOf(2)])), 3901, 'true now, and'],
      ['not one that is damaged', ok(readingOf([setOf(0.1, { verified: damaged }), setOf(1)])), 3600, 'not read again'],
      ['not one that lacks a shard', ok(readingOf([setOf(0.1, lacking), setOf(1)])), 3600, 'not read again'],
      ['the snapshot, where the store could not be read', failed('store', 'denied'), 3901, 'true now, and'],
    ])('%s', (_, copies, age, certainty) => {
      expect(mistakeWith(copies)).toMatchObject({
        seconds: age,
        atLeast: true,
        certainty: expect.stringContaining(certainty),
      });
    });
  });

  test('of sets that were not opened nobody says that they are no copy', () => {
    const facts = clusterFacts({ at: 300, ...on7001(nothing) });
    const copies = ok(readingOf([setOf(1, { state: 'incomplete' })], { sets: 9 }));
    const table = lossTable({ facts, baselines: emptyBaselines, rules: lossRules, policy: defaultPolicy, copies });
    expect(seconds(table?.shards[0] as ShardLoss, 'emptyRestart')).toBe('unknown');
  });

  test('a managed service is skipped, with the reason', () => {
    const facts = clusterFacts({ cluster: { id: 'test', provider: 'memorydb' } });
    expect(lossTableOf(facts)).toEqual({
      maxLossSeconds: 60,
      skipped: expect.stringContaining('memorydb keeps its data and its snapshots'),
      shards: [],
    });
  });

  test('is left out where the rule does not run', () => {
    expect(
      lossTable({ facts: clusterFacts(), baselines: emptyBaselines, rules: [], policy: defaultPolicy }),
    ).toBeUndefined();
  });
});
