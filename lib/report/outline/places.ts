import type { Resource } from '../../core/finding.ts';
import type { AuditResult, NodeResult } from '../../core/result.ts';

/** Where a finding is, for people. */
export interface Place {
  readonly kind: Resource['kind'];
  /** `127.0.0.1:7001`, `shard 0`, `cluster test` */
  readonly name: string;
  /** First slot of its shard; absent for the cluster. */
  readonly shard?: string;
  readonly role?: NodeResult['role'];
  /** Where commands go; absent when no node is known. */
  readonly address?: string;
}

/** Places of the resources of one result. */
export function placesOf(result: AuditResult): (resource: Resource) => Place {
  const nodes = new Map(result.nodes.map((node) => [node.nodeId, node]));
  // What concerns the whole cluster can be asked of any node that answers.
  const anyNode = result.nodes.find((node) => wasRead(node) && node.role === 'primary') ?? result.nodes.find(wasRead);
  return (resource) => {
    if (resource.kind === 'cluster')
      return { kind: 'cluster', name: 'the whole cluster', ...optional('address', anyNode?.address) };
    if (resource.kind === 'shard')
      return {
        kind: 'shard',
        name: `shard ${resource.id}`,
        shard: resource.id,
        ...optional('address', resource.address),
      };
    const node = nodes.get(resource.id);
    const address = resource.address ?? node?.address;
    return {
      kind: 'node',
      name: address ?? resource.id,
      ...optional('shard', resource.shard ?? node?.shard),
      ...optional('role', node?.role),
      ...optional('address', address),
    };
  };
}

/** Whether anything at all could be read of a node. */
export function wasRead(node: NodeResult): boolean {
  return Object.entries(node.facts).some(([part, state]) => part !== 'connection' && state === 'ok');
}

function optional<K extends string>(key: K, value: string | undefined): Partial<Record<K, never>> {
  return (value === undefined ? {} : { [key]: value }) as Partial<Record<K, never>>;
}

/** Cluster first, then by shard, primaries before replicas, then by address. */
export function comparePlaces(a: Place, b: Place): number {
  const shard = (place: Place): number => (place.shard === undefined ? -1 : Number.parseInt(place.shard, 10) || 0);
  const rank = (place: Place): number => (place.kind === 'node' ? (place.role === 'primary' ? 1 : 2) : 0);
  return shard(a) - shard(b) || rank(a) - rank(b) || a.name.localeCompare(b.name, 'en', { numeric: true });
}
