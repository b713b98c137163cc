import type { ClusterFacts, NodeFacts } from './facts.ts';
import type { SlotRange } from './slots.ts';
import type { Topology } from './topology.ts';

/** First slot of a shard → what its primary held. */
export type ShardKeys = Readonly<Record<string, PrimaryKeys>>;

/** Keys of a shard's primary at one reading, and which process of which node held them. */
export interface PrimaryKeys {
  readonly slots: readonly SlotRange[];
  readonly primary: string;
  readonly runId: string;
  readonly keys: number;
}

/** The shards whose primary told its keys. One that is still loading has told nothing: its count is only begun. */
export function shardKeysOf(facts: ClusterFacts, topology: Topology | null): ShardKeys {
  const nodes = new Map(facts.nodes.map((node) => [node.nodeId, node]));
  const entries = (topology?.shards ?? []).flatMap(({ id, slots, primary }) => {
    const held = keysHeld(nodes.get(primary));
    return held === undefined ? [] : [[id, { slots, primary, ...held }] as const];
  });
  return Object.fromEntries(entries);
}

/**
 * What the audits so far say, with this one's word added. A shard whose primary could not be read keeps the last word
 * about it, also while its slots have no owner; one that no longer exists is forgotten.
 */
export function extendShardKeys(before: ShardKeys, facts: ClusterFacts, topology: Topology | null): ShardKeys {
  const gone = topology !== null && topology.uncovered.length === 0;
  const ids = new Set(topology?.shards.map((shard) => shard.id));
  const kept = Object.entries(before).filter(([id]) => !gone || ids.has(id));
  return { ...Object.fromEntries(kept), ...shardKeysOf(facts, topology) };
}

function keysHeld(node: NodeFacts | undefined): { runId: string; keys: number } | undefined {
  if (node?.info.state !== 'ok' || !node.info.value.sections.includes('keyspace')) return undefined;
  const { fields, keyspace } = node.info.value;
  if (fields.run_id === undefined || fields.loading === '1') return undefined;
  return { runId: fields.run_id, keys: countKeys(keyspace) };
}

/** Keys of all databases. */
export function countKeys(keyspace: Readonly<Record<string, { readonly keys: number }>>): number {
  return Object.values(keyspace).reduce((sum, database) => sum + database.keys, 0);
}
