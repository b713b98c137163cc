import type { LocalCluster } from './local-cluster.ts';

/**
 * Writes `count` keys of type string, `key:0` and so on, spread over the shards. Every primary is offered every key
 * and refuses those that belong to another one; that spares us the hash of the slot.
 */
export async function fillCluster({ primaries }: LocalCluster, count: number): Promise<void> {
  const writes = Array.from({ length: count }, (_, index) => ['SET', `key:${index}`, `value ${index}`]);
  for (const primary of primaries) {
    const replies = await primary.sendAll(writes);
    const refused = replies.find((reply) => reply instanceof Error && !reply.message.startsWith('MOVED '));
    if (refused !== undefined) throw refused;
  }
}
