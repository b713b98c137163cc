import type { ClusterMember } from './facts.ts';
import { shortHash } from './fingerprint.ts';
import { formatSlotRanges, mergeSlotRanges } from './slots.ts';
import type { Views } from './topology.ts';

/**
 * Identity of the topology that a view shows: id, role, primary and slots of each member. Two nodes that agree on who
 * serves what have the same digest, even when they differ in what they may differ in: health flags, epochs, addresses,
 * and members that are only being met (`handshake`) or forgotten (`noaddr`).
 *
 * @returns 16 hex digits
 */
export function topologyDigest(members: readonly ClusterMember[]): string {
  const settled = members.filter(({ flags }) => !flags.includes('handshake') && !flags.includes('noaddr'));
  return shortHash(settled.map(topologyLine).sort());
}

/** What the digest counts of one member, as a line of text. */
export function topologyLine({ nodeId, role, primaryId, slots }: ClusterMember): string {
  return [nodeId, role, primaryId ?? '-', formatSlotRanges(mergeSlotRanges(slots))].join(' ');
}

/**
 * Whether the nodes hold different pictures of the cluster, or one of them shows two slot owners with one config epoch:
 * then nobody can say whose claim on a slot is the newer one.
 */
export function viewsDisagree(views: Views): boolean {
  const pictures = [...new Set(views.values())];
  return new Set(pictures.map(topologyDigest)).size > 1 || pictures.some((view) => sharedEpochs(view).length > 0);
}

/** Config epochs that more than one slot-owning primary carries, ascending. */
export function sharedEpochs(members: readonly ClusterMember[]): readonly number[] {
  const owners = members.filter(({ role, slots }) => role === 'primary' && slots.length > 0);
  const groups = Map.groupBy(owners, (member) => member.configEpoch);
  return [...groups].flatMap(([epoch, group]) => (group.length > 1 ? [epoch] : [])).sort((a, b) => a - b);
}
