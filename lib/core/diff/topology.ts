import { formatSlotRanges } from '../slots.ts';
import type { Topology, TopologyMember } from '../topology.ts';
import { type SlotMove, slotMoves } from './slot-moves.ts';

/** A node that came or went. */
export interface MemberRef {
  readonly nodeId: string;
  readonly address: string;
  /** `primary of shard 0`, `replica of 10.0.0.1:6379` */
  readonly position: string;
}

/** Something about a node that is another one now. */
export interface MemberChange {
  readonly nodeId: string;
  /** The one that it has now. */
  readonly address: string;
  readonly before: string;
  readonly after: string;
}

export interface TopologyDiff {
  readonly joined: readonly MemberRef[];
  readonly left: readonly MemberRef[];
  /** Roles: who became primary or replica, and of whom. */
  readonly roles: readonly MemberChange[];
  readonly addresses: readonly MemberChange[];
  /** With addresses in place of ids. */
  readonly moved: readonly (Omit<SlotMove, 'slots'> & { readonly slots: string })[];
}

export function diffTopology(before: Topology, after: Topology): TopologyDiff {
  const [then, now] = [byId(before), byId(after)];
  const stayed = after.members.flatMap((member) => {
    const earlier = then.get(member.nodeId);
    return earlier === undefined ? [] : [{ earlier, member }];
  });
  return {
    joined: after.members.filter(({ nodeId }) => !then.has(nodeId)).map((member) => refOf(member, now)),
    left: before.members.filter(({ nodeId }) => !now.has(nodeId)).map((member) => refOf(member, then)),
    roles: stayed
      .filter(({ earlier, member }) => isAnother(earlier, member))
      .flatMap(({ earlier, member }) => change(member, positionOf(earlier, then), positionOf(member, now))),
    addresses: stayed.flatMap(({ earlier, member }) => change(member, earlier.address, member.address)),
    moved: movesByAddress(before, after, [now, then]),
  };
}

function change({ nodeId, address }: TopologyMember, before: string, after: string): readonly MemberChange[] {
  return before === after ? [] : [{ nodeId, address, before, after }];
}

type Members = ReadonlyMap<string, TopologyMember>;

function movesByAddress(before: Topology, after: Topology, known: readonly Members[]): TopologyDiff['moved'] {
  const addressOf = (id: string | null): string | null =>
    id === null ? null : (known.flatMap((members) => members.get(id)?.address ?? [])[0] ?? id);
  return slotMoves(before, after).map(({ from, to, slots, count }) => {
    return { from: addressOf(from), to: addressOf(to), slots: formatSlotRanges(slots), count };
  });
}

/** A primary that gave its first slot away is still the primary of its shard: only its slots moved. */
function isAnother(earlier: TopologyMember, member: TopologyMember): boolean {
  return earlier.role !== member.role || earlier.primaryId !== member.primaryId;
}

function byId({ members }: Topology): Members {
  return new Map(members.map((member) => [member.nodeId, member]));
}

function refOf(member: TopologyMember, members: Members): MemberRef {
  const { nodeId, address } = member;
  return { nodeId, address, position: positionOf(member, members) };
}

function positionOf({ role, primaryId, shard }: TopologyMember, members: Members): string {
  if (role === 'primary') return shard === undefined ? 'primary without slots' : `primary of shard ${shard}`;
  const primary = primaryId === undefined ? undefined : members.get(primaryId);
  return `replica of ${primary?.address ?? primaryId ?? 'nobody'}`;
}
