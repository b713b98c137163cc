import { clusterFacts, type NodeChange, type Port } from './facts.ts';
import type { Judged } from './verdict.ts';

/** Two audits of the reference cluster in which one node changed from the one to the other. */
export function twoAudits(
  port: Port,
  then: NodeChange,
  now: NodeChange,
  seconds = 300,
): Judged & Required<Pick<Judged, 'before'>> {
  return {
    before: [clusterFacts({ nodes: { [port]: then } })],
    now: clusterFacts({ at: seconds, nodes: { [port]: now } }),
  };
}

/** One audit of the reference cluster in which one node is unlike the others. */
export function oneAudit(port: Port, now: NodeChange): Judged {
  return { now: clusterFacts({ nodes: { [port]: now } }) };
}
