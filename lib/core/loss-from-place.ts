import { estimate, type LossEstimate, unknownFor } from './loss-estimate.ts';
import { fromOffHostCopy } from './loss-from-disk.ts';
import type { LossInputs, Placement } from './loss-inputs.ts';

const whatIsMissing = {
  host: 'on which hosts its members are',
  zone: 'in which availability zones its members are',
} as const;

/**
 * The primary's host or zone is gone, disks and all: a replica elsewhere takes over, or nothing of the shard is left.
 *
 * @param failover what the promotion of a replica loses; null without one
 */
export function onPlaceLost(
  place: 'host' | 'zone',
  placement: Placement | undefined,
  failover: LossEstimate | null,
  inputs: LossInputs,
): LossEstimate {
  if (placement === undefined) return unknownFor(whatIsMissing[place]);
  if (!placement.replicaElsewhere || failover === null) return wholeShardLost(place, inputs);
  if (typeof failover.seconds === 'string' || !placement.majorityThere) return failover;
  const { decidedBy, certainty } = failover;
  const outage = `half of the primaries are in that ${place}: nobody is elected until an operator promotes by hand`;
  return { ...failover, decidedBy: `a replica elsewhere: ${decidedBy}`, certainty: `${certainty}; ${outage}` };
}

function wholeShardLost(place: 'host' | 'zone', inputs: LossInputs): LossEstimate {
  const copy = fromOffHostCopy(inputs);
  if (copy.seconds === 'unknown') return copy;
  const certainty = 'as good as the placement is known; if the disks come back it is as at a loss of power';
  return estimate(
    copy.seconds,
    `the whole shard is in one ${place}: ${copy.decidedBy}`,
    `${copy.certainty}; ${certainty}`,
  );
}
