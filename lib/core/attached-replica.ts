import { formatAddress } from './address.ts';
import type { ReplicaLine } from './facts.ts';

/**
 * The line of one replica in its primary's list. The list carries addresses that need not be the announced ones, so
 * one that stands alone there is the one that is asked for, if the shard has no other.
 *
 * @param address announced, as `host:port`
 * @param alone whether the shard has no other replica
 */
export function attachedReplica(
  lines: readonly ReplicaLine[],
  address: string,
  alone: boolean,
): ReplicaLine | undefined {
  // Port 0 is an RDB download.
  const replicas = lines.filter(({ port }) => port !== 0);
  const named = replicas.find(({ ip, port }) => formatAddress(ip, port) === address);
  return named ?? (alone && replicas.length === 1 ? replicas[0] : undefined);
}
