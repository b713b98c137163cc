import { atLeast, estimate, type LossEstimate, unknownFor } from './loss-estimate.ts';
import { fromOffHostCopy, ofCopy, onHostLoss, onProcessCrash } from './loss-from-disk.ts';
import { onPlaceLost } from './loss-from-place.ts';
import type { LossInputs } from './loss-inputs.ts';

/**
 * How many seconds of acknowledged writes a shard can lose, for each way of failing: the worst case, not the likely
 * one. Null where the shard cannot fail like that.
 */
export interface LossWindow {
  /** The process crashes, the machine lives, and it is restarted before a failover. */
  readonly processCrash: LossEstimate;
  /** The machine or its power fails, and the node returns as primary from its disk. */
  readonly hostLoss: LossEstimate;
  /** The primary is lost and a replica is promoted; null without one. */
  readonly failover: LossEstimate | null;
  /** The primary is cut off with some clients and takes their writes until it notices. */
  readonly cutOff: LossEstimate;
  /** The primary's host is gone with its disks, and with whatever else of the shard is on it. */
  readonly hostGone: LossEstimate;
  /** The same for its availability zone. */
  readonly zoneGone: LossEstimate;
  /** The primary is lost, no replica can be promoted, and its disk survives; else it is as with a mistake. */
  readonly noPromotion: LossEstimate;
  /** A primary that persists nothing is restarted; null where it persists something. */
  readonly emptyRestart: LossEstimate | null;
  /** A mistake such as FLUSHALL, undone by going back to the newest copy. */
  readonly mistake: LossEstimate;
}

/** A replica acknowledges once a second; writes it has received since look missing (server source, replication.c). */
const acknowledgeSeconds = 1;

/**
 * A smaller gap is what a busy second leaves between two acknowledgements. The write rate is a mean over the time
 * between two audits: divided by it, one burst in a quiet cluster would count as hours.
 */
const keepingUpBytes = 2 ** 20;

/** The estimates for one shard, from what is known of it. */
export function lossWindow(inputs: LossInputs): LossWindow {
  const hostLoss = onHostLoss(inputs);
  const failover = onFailover(inputs);
  return {
    processCrash: onProcessCrash(inputs),
    hostLoss,
    failover,
    cutOff: onCutOff(inputs),
    hostGone: onPlaceLost('host', inputs.hosts, failover, inputs),
    zoneGone: onPlaceLost('zone', inputs.zones, failover, inputs),
    noPromotion: hostLoss,
    emptyRestart: onEmptyRestart(inputs),
    mistake: onMistake(inputs),
  };
}

/** What the replica that is promoted had not received: by its bytes or by its silence, whichever is longer. */
function onFailover({ bestReplica, detachedReplica, writeBytesPerSecond }: LossInputs): LossEstimate | null {
  if (bestReplica === undefined) return unknownFor('an acknowledgement of a replica');
  if (bestReplica === null) return fromDetached(detachedReplica, writeBytesPerSecond);
  const { missingBytes, acknowledgedSecondsAgo } = bestReplica;
  const sampled = 'sampled; a burst just before the failure may exceed it';
  if (writeBytesPerSecond === 0) return estimate(0, 'nothing is written', sampled);
  const silent = acknowledgedSecondsAgo + acknowledgeSeconds;
  const bySilence = estimate(silent, 'the last acknowledgement of the best replica', sampled);
  if (missingBytes < keepingUpBytes) return bySilence;
  if (writeBytesPerSecond === undefined) return atLeast(bySilence, 'the write rate');
  const behind = missingBytes / writeBytesPerSecond + acknowledgeSeconds;
  if (behind <= silent) return bySilence;
  return estimate(behind, `${missingBytes} bytes that the best replica lacks`, sampled);
}

/**
 * It is told in whole seconds of a clock that is read ten times a second, and what was on its way when the link broke
 * did not arrive.
 */
const linkSeconds = 2;

/** A replica without a link is promoted all the same while its data is not too old for that. */
function fromDetached(replica: LossInputs['detachedReplica'], bytesPerSecond: number | undefined): LossEstimate | null {
  if (replica === undefined) return null;
  if (replica === 'unread') return unknownFor('since when its replicas have no link');
  const { linkDownSeconds, missingBytes } = replica;
  const certainty = 'read, and growing; past cluster-replica-validity-factor it is not promoted at all';
  const silent = linkDownSeconds + linkSeconds;
  const bySilence = estimate(silent, `no link to a replica since ${linkDownSeconds} s`, certainty);
  if (missingBytes < keepingUpBytes || bytesPerSecond === 0) return bySilence;
  if (bytesPerSecond === undefined) return atLeast(bySilence, 'the write rate');
  const behind = missingBytes / bytesPerSecond + acknowledgeSeconds;
  return behind <= silent
    ? bySilence
    : estimate(behind, `${missingBytes} bytes that the best replica lacks`, certainty);
}

/** Until the primary refuses writes: by the node timeout, or sooner because it misses its replicas. */
function onCutOff({ nodeTimeoutSeconds, minReplicasToWrite, minReplicasMaxLagSeconds }: LossInputs): LossEstimate {
  const derived = 'derived; only clients on its side of the cut are hit';
  const limit =
    isAbove0(minReplicasToWrite) && isAbove0(minReplicasMaxLagSeconds) ? minReplicasMaxLagSeconds : undefined;
  const byReplicas = limit === undefined ? undefined : estimate(limit + 1, 'min-replicas-max-lag', derived);
  if (nodeTimeoutSeconds === undefined) return byReplicas ?? unknownFor('cluster-node-timeout');
  if (nodeTimeoutSeconds === null) return byReplicas ?? estimate('unbounded', 'cluster mode is off', derived);
  const byTimeout = estimate(nodeTimeoutSeconds + 1, 'cluster-node-timeout', derived);
  return limit !== undefined && limit < nodeTimeoutSeconds && byReplicas !== undefined ? byReplicas : byTimeout;
}

/** A 0 in either of the two switches both off. */
function isAbove0(setting: number | undefined): setting is number {
  return setting !== undefined && setting > 0;
}

function onEmptyRestart(inputs: LossInputs): LossEstimate | null {
  const { aof, savePoints } = inputs;
  if (aof === true || (savePoints !== undefined && savePoints.length > 0)) return null;
  if (aof === undefined) return unknownFor('whether the AOF is on');
  return savePoints === undefined ? unknownFor('the save points') : fromOffHostCopy(inputs);
}

/** Replicas have the mistake within milliseconds, and the AOF too; only older copies help. */
function onMistake({ copySchedule, localCopyAgeSeconds: local, offHostCopy: copy }: LossInputs): LossEstimate {
  const unnoticed = 'and the time until somebody notices is added';
  if (copySchedule !== undefined) {
    const { intervalSeconds, durationSeconds } = copySchedule;
    return atLeast(estimate(intervalSeconds + durationSeconds, 'the schedule of copies', `declared, ${unnoticed}`));
  }
  if (typeof copy === 'object' && copy !== null && (typeof local !== 'number' || copy.ageSeconds <= local))
    return atLeast(estimate(copy.ageSeconds, 'the newest copy off the hosts', `${ofCopy(copy)}, ${unnoticed}`));
  if (typeof local === 'number')
    return atLeast(estimate(local, 'the newest copy, on the hosts', `true now, ${unnoticed}`));
  return local === undefined || copy === undefined
    ? unknownFor('the age of the newest copy')
    : estimate('unbounded', 'no copy', 'read');
}
