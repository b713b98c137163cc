import type { OffHostCopy } from './backup/off-host-copies.ts';
import { atLeast, estimate, type LossEstimate, unknownFor } from './loss-estimate.ts';
import type { LossInputs } from './loss-inputs.ts';
import type { SavePoint } from './save-points.ts';

/** A write waits so long for an fsync at work; then it goes ahead and counts in `aof_delayed_fsync` (server source, aof.c). */
const delayedAfterSeconds = 2;

const ifDiskHonours = 'documented, if the disk honours flushes';

/** What is missing where nobody has looked for copies off the hosts. */
export const ageOfCopies = 'the age of the newest copy off the hosts';

/** The process crashes, the machine lives, and it is restarted before a failover. */
export function onProcessCrash(inputs: LossInputs): LossEstimate {
  const { aof, fsync } = inputs;
  if (aof === undefined) return unknownFor('whether the AOF is on');
  if (!aof) return fromSnapshots(inputs);
  if (fsync === undefined) return unknownFor('appendfsync');
  const certainty = 'writes reach the kernel before the reply goes out, and the kernel survives a crash';
  if (fsync !== 'everysec') return estimate(0, `appendfsync ${fsync}`, certainty);
  const exception = 'only a write that waits behind a running fsync is lost';
  return estimate(delayedAfterSeconds, 'appendfsync everysec', `${certainty}; ${exception}`);
}

/** The machine or its power fails, and the node returns as primary from its disk. */
export function onHostLoss(inputs: LossInputs): LossEstimate {
  const { aof, fsync, fsyncPaused, kernelFlushSeconds } = inputs;
  if (aof === undefined) return unknownFor('whether the AOF is on');
  if (!aof) return fromSnapshots(inputs);
  if (fsync === undefined) return unknownFor('appendfsync');
  const assumed = `assumes that the kernel writes its pages out within ${kernelFlushSeconds} s`;
  if (fsync === 'no') return estimate(kernelFlushSeconds, 'appendfsync no', assumed);
  if (fsyncPaused === true) return estimate(kernelFlushSeconds, 'no-appendfsync-on-rewrite yes', assumed);
  const own = fsync === 'always' ? estimate(0, 'appendfsync always', ifDiskHonours) : everySecond(inputs);
  return fsyncPaused === undefined ? atLeast(own, 'no-appendfsync-on-rewrite') : own;
}

/** The newest copy off the hosts is all that is left: replicas copy the emptiness, over their own dump.rdb too. */
export function fromOffHostCopy({ offHostCopy: copy }: LossInputs): LossEstimate {
  if (copy === undefined) return unknownFor(ageOfCopies);
  if (copy === null) return estimate('unbounded', 'no copy off the hosts', 'read');
  return estimate(copy.ageSeconds, 'the newest copy off the hosts', ofCopy(copy));
}

/** The age is that of this moment: until the next copy it grows. */
export function ofCopy({ certainty }: OffHostCopy): string {
  return `true now, and growing until the next copy; ${certainty}`;
}

/** One second between fsyncs, and the time that one takes. */
function everySecond({ delayedFsyncs, pendingFsyncSeconds = 0 }: LossInputs): LossEstimate {
  const quick = `${ifDiskHonours}; 4 s if an fsync takes up to ${delayedAfterSeconds} s`;
  const nominal = estimate(2, 'appendfsync everysec', quick);
  if (delayedFsyncs === undefined) return atLeast(nominal, 'how many fsyncs were late since the last audit');
  if (delayedFsyncs === 0) return nominal;
  const took = pendingFsyncSeconds + delayedAfterSeconds;
  return atLeast(
    estimate(1 + took, `an fsync that took over ${took} s`, `seen ${delayedFsyncs} times since the last audit`),
  );
}

/** Without an AOF the newest RDB is all that a restart finds. */
function fromSnapshots(inputs: LossInputs): LossEstimate {
  const { savePoints, saveSeconds, lastSaveFailed, rdbAgeSeconds } = inputs;
  if (savePoints === undefined) return unknownFor('the save points');
  if (savePoints.length === 0) return fromOffHostCopy(inputs);
  const between = betweenSaves(savePoints, saveSeconds);
  if (lastSaveFailed === undefined) return atLeast(between, 'whether the last save succeeded');
  if (!lastSaveFailed || typeof between.seconds !== 'number') return between;
  if (rdbAgeSeconds === undefined) return atLeast(between, 'the age of the newest RDB');
  if (rdbAgeSeconds === null) return estimate('unbounded', 'the last save failed', 'none succeeded before it');
  const seconds = Math.max(rdbAgeSeconds, between.seconds);
  return atLeast(estimate(seconds, 'the last save failed', 'read, and growing until a save succeeds'));
}

/** The server reckons with its save points in whole seconds (server source, server.c and rdb.c). */
const clockSeconds = 1;

/**
 * Only a point that asks for a single change is reached at any rate of writing. A snapshot holds the data of the moment
 * at which its save began; the seconds of the point begin when it has ended, and the next one counts when that has ended
 * too.
 */
function betweenSaves(savePoints: readonly SavePoint[], saveSeconds: number | undefined): LossEstimate {
  const anyChange = savePoints.filter((point) => point.changes <= 1).map((point) => point.seconds);
  if (anyChange.length === 0) {
    const fewest = Math.min(...savePoints.map((point) => point.changes));
    return estimate('unbounded', 'the save points', `fewer than ${fewest} changes are never saved`);
  }
  const seconds = Math.min(...anyChange);
  const decidedBy = `a save every ${seconds} s, and the time that two saves take`;
  const worst = seconds + clockSeconds + 2 * ((saveSeconds ?? 0) + clockSeconds);
  const found = estimate(worst, decidedBy, 'read; the next save may take longer');
  return saveSeconds === undefined ? atLeast(found, 'how long a save takes') : found;
}
