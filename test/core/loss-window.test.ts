import { describe, expect, test } from '@jest/globals';
import { bestReplica, type LossInputs } from '../../lib/core/loss-inputs.ts';
import { lossWindow } from '../../lib/core/loss-window.ts';
import { parseSavePoints } from '../../lib/core/save-points.ts';

/** The reference configuration with replicas that keep up, 15 s node timeout, a job that saves every hour in 4 s. */
const reference: LossInputs = {
  aof: true,
  fsync: 'everysec',
  fsyncPaused: false,
  delayedFsyncs: 0,
  kernelFlushSeconds: 35,
  savePoints: [],
  lastSaveFailed: false,
  saveSeconds: 4,
  rdbAgeSeconds: null,
  writeBytesPerSecond: 100_000,
  bestReplica: { missingBytes: 14, acknowledgedSecondsAgo: 0 },
  nodeTimeoutSeconds: 15,
  minReplicasToWrite: 0,
  minReplicasMaxLagSeconds: 10,
  copySchedule: { intervalSeconds: 3600, durationSeconds: 4 },
};

/** The stock file of 7.0: save points, no AOF. */
const stock: LossInputs = {
  ...reference,
  aof: false,
  savePoints: parseSavePoints('3600 1 300 100 60 10000') ?? [],
  copySchedule: undefined,
};

const nothing: LossInputs = { ...reference, aof: false, savePoints: [] };
const unread: LossInputs = { kernelFlushSeconds: 35 };
const MiB = 2 ** 20;

/** A copy off the hosts whose data is so old. */
function copyOf(ageSeconds: number) {
  return { ageSeconds, certainty: 'restored in a drill' };
}

describe('when the process crashes', () => {
  test.each([
    { set: 'the reference', inputs: reference, seconds: 2 },
    { set: 'appendfsync always', inputs: { ...reference, fsync: 'always' as const }, seconds: 0 },
    { set: 'appendfsync no', inputs: { ...reference, fsync: 'no' as const }, seconds: 0 },
    { set: 'fsync paused during rewrites', inputs: { ...reference, fsyncPaused: true }, seconds: 2 },
    { set: 'a stock file and saves of 4 s', inputs: stock, seconds: 3611 },
    {
      set: 'no persistence, and a copy off the hosts 2 h old',
      inputs: { ...nothing, offHostCopy: copyOf(7200) },
      seconds: 7200,
    },
    { set: 'no persistence and no copy', inputs: { ...nothing, offHostCopy: null }, seconds: 'unbounded' },
    { set: 'nothing that could be read', inputs: unread, seconds: 'unknown' },
  ])('$set loses $seconds s', ({ inputs, seconds }) => {
    expect(lossWindow(inputs).processCrash).toMatchObject({ seconds, atLeast: false });
  });
});

describe('when the host is lost', () => {
  test.each([
    { set: 'the reference', inputs: reference, seconds: 2, decidedBy: 'appendfsync everysec' },
    {
      set: 'appendfsync always',
      inputs: { ...reference, fsync: 'always' as const },
      seconds: 0,
      decidedBy: 'appendfsync always',
    },
    { set: 'appendfsync no', inputs: { ...reference, fsync: 'no' as const }, seconds: 35, decidedBy: 'appendfsync no' },
    {
      set: 'a kernel declared to flush within 10 s, appendfsync no',
      inputs: { ...reference, fsync: 'no' as const, kernelFlushSeconds: 10 },
      seconds: 10,
      decidedBy: 'appendfsync no',
    },
    {
      set: 'fsync paused during rewrites, even with always,',
      inputs: { ...reference, fsync: 'always' as const, fsyncPaused: true },
      seconds: 35,
      decidedBy: 'no-appendfsync-on-rewrite yes',
    },
    {
      set: 'a stock file and saves of 4 s',
      inputs: stock,
      seconds: 3611,
      decidedBy: 'a save every 3600 s, and the time that two saves take',
    },
    {
      set: 'save points that a single change does not reach',
      inputs: { ...stock, savePoints: [{ seconds: 300, changes: 100 }] },
      seconds: 'unbounded',
      decidedBy: 'the save points',
    },
    {
      set: 'a failed save after which nothing is on the disk',
      inputs: { ...stock, lastSaveFailed: true },
      seconds: 'unbounded',
      decidedBy: 'the last save failed',
    },
  ])('$set loses $seconds s', ({ inputs, seconds, decidedBy }) => {
    expect(lossWindow(inputs).hostLoss).toMatchObject({ seconds, decidedBy, atLeast: false, missing: [] });
  });

  test.each([
    { set: 'one late fsync', inputs: { ...reference, delayedFsyncs: 1 }, seconds: 3 },
    {
      set: 'late fsyncs, one of which held a write for 4.5 s,',
      inputs: { ...reference, delayedFsyncs: 5, pendingFsyncSeconds: 4.5 },
      seconds: 7.5,
    },
    {
      set: 'a failed save, 2 h after the last good one,',
      inputs: { ...stock, lastSaveFailed: true, rdbAgeSeconds: 7200 },
      seconds: 7200,
    },
    {
      set: 'a failed save, 5 min after the last good one,',
      inputs: { ...stock, lastSaveFailed: true, rdbAgeSeconds: 300 },
      seconds: 3611,
    },
  ])('$set loses at least $seconds s', ({ inputs, seconds }) => {
    expect(lossWindow(inputs).hostLoss).toMatchObject({ seconds, atLeast: true, missing: [] });
  });

  test.each([
    {
      set: 'late fsyncs that nobody has counted yet',
      inputs: { ...reference, delayedFsyncs: undefined },
      seconds: 2,
      missing: ['how many fsyncs were late since the last audit'],
    },
    {
      set: 'no-appendfsync-on-rewrite unread',
      inputs: { ...reference, fsyncPaused: undefined },
      seconds: 2,
      missing: ['no-appendfsync-on-rewrite'],
    },
    {
      set: 'save points and an unread duration',
      inputs: { ...stock, saveSeconds: undefined },
      seconds: 3603,
      missing: ['how long a save takes'],
    },
    {
      set: 'save points and an unread status',
      inputs: { ...stock, lastSaveFailed: undefined },
      seconds: 3611,
      missing: ['whether the last save succeeded'],
    },
    {
      set: 'a failed save and an unread age',
      inputs: { ...stock, lastSaveFailed: true, rdbAgeSeconds: undefined },
      seconds: 3611,
      missing: ['the age of the newest RDB'],
    },
  ])('$set gives a lower bound of $seconds s that names what is missing', ({ inputs, seconds, missing }) => {
    expect(lossWindow(inputs).hostLoss).toMatchObject({ seconds, atLeast: true, missing });
  });

  test.each([
    { unread: 'whether the AOF is on', inputs: unread },
    { unread: 'appendfsync', inputs: { ...unread, aof: true } },
    { unread: 'the save points', inputs: { ...unread, aof: false } },
    { unread: 'the age of the newest copy off the hosts', inputs: { ...unread, aof: false, savePoints: [] } },
  ])('nobody knows without $unread', ({ unread: missing, inputs }) => {
    expect(lossWindow(inputs).hostLoss).toMatchObject({ seconds: 'unknown', missing: [missing] });
  });

  test('the assumption about the kernel is named', () => {
    expect(lossWindow({ ...reference, fsync: 'no' }).hostLoss.certainty).toContain('assumes');
  });
});

describe('when a replica takes over', () => {
  test.each([
    { replica: 'that keeps up', inputs: reference, seconds: 1 },
    { replica: 'where nothing is written', inputs: { ...reference, writeBytesPerSecond: 0 }, seconds: 0 },
    {
      replica: 'silent for 7 s',
      inputs: { ...reference, bestReplica: { missingBytes: 0, acknowledgedSecondsAgo: 7 } },
      seconds: 8,
    },
    {
      replica: '20 MiB behind at 1 MiB/s',
      inputs: {
        ...reference,
        writeBytesPerSecond: MiB,
        bestReplica: { missingBytes: 20 * MiB, acknowledgedSecondsAgo: 1 },
      },
      seconds: 21,
    },
    {
      replica: '2 MiB behind at 1 MiB/s and silent for 7 s',
      inputs: {
        ...reference,
        writeBytesPerSecond: MiB,
        bestReplica: { missingBytes: 2 * MiB, acknowledgedSecondsAgo: 7 },
      },
      seconds: 8,
    },
    {
      replica: 'that misses the burst of this second in a quiet cluster',
      inputs: { ...reference, writeBytesPerSecond: 2, bestReplica: { missingBytes: 5000, acknowledgedSecondsAgo: 0 } },
      seconds: 1,
    },
    {
      replica: 'that keeps up at a rate nobody knows',
      inputs: { ...reference, writeBytesPerSecond: undefined },
      seconds: 1,
    },
  ])('a replica $replica loses $seconds s', ({ inputs, seconds }) => {
    expect(lossWindow(inputs).failover).toMatchObject({ seconds, atLeast: false, missing: [] });
  });

  test('without a replica it cannot happen, and the disk of the primary decides', () => {
    const window = lossWindow({ ...reference, bestReplica: null });
    expect(window.failover).toBeNull();
    expect(window.noPromotion.seconds).toBe(2);
  });

  test.each([
    { replica: 'whose link went down 20 s ago', detached: { linkDownSeconds: 20, missingBytes: 0 }, seconds: 22 },
    {
      replica: 'that lacked 30 MiB at 1 MiB/s, its link down since 20 s',
      detached: { linkDownSeconds: 20, missingBytes: 30 * MiB },
      seconds: 31,
    },
    {
      replica: 'whose link went down just now',
      detached: { linkDownSeconds: 0, missingBytes: 500 },
      seconds: 2,
    },
    { replica: 'that could not be read', detached: 'unread' as const, seconds: 'unknown' },
  ])('one $replica is promoted all the same, and loses $seconds s', ({ detached, seconds }) => {
    const inputs = { ...reference, writeBytesPerSecond: MiB, bestReplica: null, detachedReplica: detached };
    expect(lossWindow(inputs).failover?.seconds).toBe(seconds);
  });

  test('bytes that a replica without a link lacks are no seconds at an unknown rate', () => {
    const detachedReplica = { linkDownSeconds: 5, missingBytes: 20 * MiB };
    const inputs = { ...reference, bestReplica: null, detachedReplica, writeBytesPerSecond: undefined };
    expect(lossWindow(inputs).failover).toMatchObject({ seconds: 7, atLeast: true, missing: ['the write rate'] });
  });

  test('bytes at an unknown rate are no seconds', () => {
    const behind = { missingBytes: 20 * MiB, acknowledgedSecondsAgo: 0 };
    const window = lossWindow({ ...reference, bestReplica: behind, writeBytesPerSecond: undefined });
    expect(window.failover).toMatchObject({ seconds: 1, atLeast: true, missing: ['the write rate'] });
  });

  test('nobody knows before a replica has acknowledged anything', () => {
    expect(lossWindow({ ...reference, bestReplica: undefined }).failover).toMatchObject({ seconds: 'unknown' });
  });
});

describe('when the primary is cut off with some clients', () => {
  test.each([
    { set: 'the reference', inputs: reference, seconds: 16 },
    { set: 'min-replicas-to-write 1', inputs: { ...reference, minReplicasToWrite: 1 }, seconds: 11 },
    {
      set: 'min-replicas-to-write 1 and a longer lag than the timeout',
      inputs: { ...reference, minReplicasToWrite: 1, minReplicasMaxLagSeconds: 60 },
      seconds: 16,
    },
    {
      set: 'min-replicas-to-write 1 and a longest lag of 0, which switches it off',
      inputs: { ...reference, minReplicasToWrite: 1, minReplicasMaxLagSeconds: 0 },
      seconds: 16,
    },
    { set: 'cluster mode off', inputs: { ...reference, nodeTimeoutSeconds: null }, seconds: 'unbounded' },
    {
      set: 'cluster mode off and min-replicas-to-write 1',
      inputs: { ...reference, nodeTimeoutSeconds: null, minReplicasToWrite: 1 },
      seconds: 11,
    },
    { set: 'nothing that could be read', inputs: unread, seconds: 'unknown' },
  ])('$set loses $seconds s', ({ inputs, seconds }) => {
    expect(lossWindow(inputs).cutOff.seconds).toBe(seconds);
  });
});

describe('when the host or zone of the primary is gone', () => {
  const elsewhere = { replicaElsewhere: true, majorityThere: false };
  const allThere = { replicaElsewhere: false, majorityThere: false };

  test.each([
    { story: 'a replica elsewhere takes over', placement: elsewhere, change: {}, seconds: 1 },
    {
      story: 'a copy off the hosts is all that is left of a shard that was in one place',
      placement: allThere,
      change: { offHostCopy: copyOf(7200) },
      seconds: 7200,
    },
    {
      story: 'without such a copy nothing is left',
      placement: allThere,
      change: { offHostCopy: null },
      seconds: 'unbounded',
    },
    { story: 'nobody knows without knowing the copies', placement: allThere, change: {}, seconds: 'unknown' },
    { story: 'nobody knows without knowing where anything is', placement: undefined, change: {}, seconds: 'unknown' },
    {
      story: 'a replica elsewhere that cannot be read leaves it open',
      placement: elsewhere,
      change: { bestReplica: undefined },
      seconds: 'unknown',
    },
  ])('$story', ({ placement, change, seconds }) => {
    const window = lossWindow({ ...reference, ...change, hosts: placement, zones: placement });
    expect([window.hostGone.seconds, window.zoneGone.seconds]).toEqual([seconds, seconds]);
  });

  test('with half of the primaries an operator has to promote, and that is said', () => {
    const zones = { replicaElsewhere: true, majorityThere: true };
    expect(lossWindow({ ...reference, zones }).zoneGone).toMatchObject({
      seconds: 1,
      certainty: expect.stringContaining('nobody is elected until an operator promotes by hand'),
    });
  });
});

describe('when a primary is restarted that persists nothing', () => {
  test.each([
    { set: 'with the AOF on it cannot happen', inputs: reference, expected: null },
    { set: 'with save points it cannot happen', inputs: stock, expected: null },
    {
      set: 'without a copy off the hosts everything is lost',
      inputs: { ...nothing, offHostCopy: null },
      expected: { seconds: 'unbounded' },
    },
    {
      set: 'what the copy off the hosts holds is kept',
      inputs: { ...nothing, offHostCopy: copyOf(90) },
      expected: { seconds: 90 },
    },
    { set: 'nobody knows without knowing the copies', inputs: nothing, expected: { seconds: 'unknown' } },
    { set: 'nobody knows without INFO', inputs: unread, expected: { missing: ['whether the AOF is on'] } },
    {
      set: 'nobody knows without CONFIG',
      inputs: { ...unread, aof: false },
      expected: { missing: ['the save points'] },
    },
  ])('$set', ({ inputs, expected }) => {
    const { emptyRestart } = lossWindow(inputs);
    if (expected === null) expect(emptyRestart).toBeNull();
    else expect(emptyRestart).toMatchObject(expected);
  });
});

describe('after a mistake, going back to the newest copy', () => {
  const unscheduled = { ...reference, copySchedule: undefined };

  test.each([
    { copies: 'a save of 4 s every hour', inputs: reference, seconds: 3604, atLeast: true },
    {
      copies: 'an RDB 10 min old and a copy off the hosts 2 h old',
      inputs: { ...unscheduled, localCopyAgeSeconds: 600, offHostCopy: copyOf(7200) },
      seconds: 600,
      atLeast: true,
    },
    {
      copies: 'only a copy off the hosts 2 h old',
      inputs: { ...unscheduled, localCopyAgeSeconds: null, offHostCopy: copyOf(7200) },
      seconds: 7200,
      atLeast: true,
    },
    {
      copies: 'no copy anywhere',
      inputs: { ...unscheduled, localCopyAgeSeconds: null, offHostCopy: null },
      seconds: 'unbounded',
      atLeast: false,
    },
    { copies: 'copies nobody has looked for', inputs: unscheduled, seconds: 'unknown', atLeast: false },
  ])('with $copies $seconds s are lost', ({ inputs, seconds, atLeast }) => {
    expect(lossWindow(inputs).mistake).toMatchObject({ seconds, atLeast });
  });
});

describe('the best replica', () => {
  const line = { ip: '127.0.0.1', port: 7004, state: 'online', offset: 900, lag: 1 };

  test.each([
    { replicas: 'one that is online', lines: [line], best: { missingBytes: 100, acknowledgedSecondsAgo: 1 } },
    {
      replicas: 'the one that has most',
      lines: [line, { ...line, offset: 990, lag: 3 }],
      best: { missingBytes: 10, acknowledgedSecondsAgo: 3 },
    },
    { replicas: 'none while it is being synced', lines: [{ ...line, state: 'wait_bgsave' }], best: null },
    { replicas: 'no download of an RDB', lines: [{ ...line, port: 0 }], best: null },
    { replicas: 'unknown before the first acknowledgement', lines: [{ ...line, offset: 0 }], best: undefined },
  ])('is $replicas', ({ lines, best }) => {
    expect(bestReplica(1000, lines)).toEqual(best);
  });
});
