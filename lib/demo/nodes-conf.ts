import { type EngineVersion, isAtLeast } from '../core/version.ts';

/** One node as the cluster's own file is to know it before the first start. */
export interface PlannedNode {
  readonly nodeId: string;
  readonly port: number;
  /** 40 hex digits that a primary and its replicas share. */
  readonly shardId: string;
  /** Id of the primary it replicates; absent on a primary. */
  readonly primaryId?: string;
}

/** Servers listen for each other this far above the port for clients. */
export const busPortOffset = 10_000;

const slotCount = 16_384;

/**
 * Text of `nodes.conf` for one node: with it a cluster is complete as soon as its nodes hear each other, without
 * CLUSTER MEET and without waiting for a first election.
 */
export function nodesConf(
  nodes: readonly PlannedNode[],
  self: PlannedNode,
  host: string,
  version: EngineVersion,
): string {
  const primaries = nodes.filter((node) => node.primaryId === undefined);
  const lines = nodes.map((node) => {
    const rank = primaries.findIndex((primary) => primary.nodeId === (node.primaryId ?? node.nodeId));
    const address = `${host}:${node.port}@${node.port + busPortOffset}${auxiliary(node, version)}`;
    const myself = node === self ? 'myself,' : '';
    const role = node.primaryId === undefined ? 'master -' : `slave ${node.primaryId}`;
    const slots = node.primaryId === undefined ? ` ${slotsOf(rank, primaries.length)}` : '';
    return `${node.nodeId} ${address} ${myself}${role} 0 0 ${rank + 1} connected${slots}`;
  });
  return `${lines.join('\n')}\nvars currentEpoch ${primaries.length} lastVoteEpoch 0\n`;
}

/** From 7.2 on the file keeps a shard id; without it a node may forget which shard it belongs to. */
function auxiliary(node: PlannedNode, version: EngineVersion): string {
  return isAtLeast(version, 7, 2) ? `,,tls-port=0,shard-id=${node.shardId}` : '';
}

/** The slots in `count` parts of nearly the same size, as `redis-cli --cluster create` deals them out. */
function slotsOf(rank: number, count: number): string {
  const edge = (index: number) => Math.round((index * slotCount) / count);
  return `${edge(rank)}-${edge(rank + 1) - 1}`;
}
