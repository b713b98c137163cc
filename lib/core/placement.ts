import { parseAddress } from './address.ts';
import type { Placement } from './loss-inputs.ts';

/** A member of the cluster and where it is: a host or a zone; undefined where nobody knows. */
export interface PlacedMember {
  readonly nodeId: string;
  readonly role: 'primary' | 'replica';
  readonly place: string | undefined;
  /** A replica that would stand for election. */
  readonly promotable: boolean;
}

/** A shard by the ids of its members. */
interface ShardMembers {
  readonly primary: string;
  readonly replicas: readonly string[];
}

/**
 * How a shard lies towards the place of its primary.
 *
 * @returns undefined when a place that is not known could change the answer
 */
export function placementOf(shard: ShardMembers, members: readonly PlacedMember[]): Placement | undefined {
  const here = members.find(({ nodeId }) => nodeId === shard.primary)?.place;
  if (here === undefined) return undefined;
  const replicas = members.filter(({ nodeId, promotable }) => promotable && shard.replicas.includes(nodeId));
  const replicaElsewhere = replicas.some(({ place }) => place !== undefined && place !== here);
  if (!replicaElsewhere && replicas.some(({ place }) => place === undefined)) return undefined;
  const majorityThere = isHalf(
    members.filter(({ role }) => role === 'primary').map(({ place }) => place),
    here,
  );
  return majorityThere === undefined ? undefined : { replicaElsewhere, majorityThere };
}

/** Whether half of the places or more are this one; undefined when it hangs on those that are not known. */
function isHalf(places: readonly (string | undefined)[], here: string): boolean | undefined {
  const there = places.filter((place) => place === here).length;
  const open = places.filter((place) => place === undefined).length;
  if (there * 2 >= places.length) return true;
  return (there + open) * 2 >= places.length ? undefined : false;
}

const loopback = /^(127\.|::1$|localhost$|0\.0\.0\.0$|::$)/;

/**
 * The host behind an announced address. Several servers on one machine share it; containers each have their own.
 *
 * @returns undefined for a loopback address, which every machine has, and for what is no address
 */
export function hostOf(address: string): string | undefined {
  const host = parseAddress(address)?.host;
  return host === undefined || host === '' || loopback.test(host) ? undefined : host;
}
