import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineVersion } from '../core/version.ts';
import type { CertificateFiles } from './certificates.ts';
import { nodesConf, type PlannedNode } from './nodes-conf.ts';
import { type ClusterPlan, nodeCount } from './options.ts';
import { serverConfig } from './server-config.ts';
import { configFileName } from './server-process.ts';

/** Where a node is to be, and whom it belongs to. */
export interface LaidOutNode extends PlannedNode {
  readonly index: number;
  readonly role: 'primary' | 'replica';
  readonly primaryIndex: number;
  readonly directory: string;
}

/** Primaries first, then the replicas: the first of each primary, then the second of each. */
export function layOut(plan: ClusterPlan, basePort: number, directory: string): readonly LaidOutNode[] {
  const shardIds = Array.from({ length: plan.primaries }, randomId);
  const nodeIds = Array.from({ length: nodeCount(plan) }, plan.mode === 'cluster' ? randomId : () => '');
  return nodeIds.map((nodeId, index) => {
    const primaryIndex = index % plan.primaries;
    const port = basePort + index;
    return {
      index,
      nodeId,
      port,
      primaryIndex,
      shardId: shardIds[primaryIndex] ?? '',
      directory: join(directory, String(port)),
      ...(index < plan.primaries
        ? { role: 'primary' as const }
        : { role: 'replica' as const, primaryId: nodeIds[primaryIndex] ?? '' }),
    };
  });
}

/** Makes each node's directory with what its server reads at the start. */
export async function writeNodeFiles(
  nodes: readonly LaidOutNode[],
  plan: ClusterPlan,
  version: EngineVersion,
  certificates: CertificateFiles | null,
): Promise<void> {
  for (const node of nodes) {
    await mkdir(node.directory, { recursive: true });
    const replicates = plan.mode === 'plain' && node.role === 'replica';
    const settings = { ...node, ...(replicates ? { replicaOf: nodes[node.primaryIndex]?.port ?? 0 } : {}) };
    await writeFile(join(node.directory, configFileName), serverConfig(plan, version, settings, certificates));
    if (plan.usersAcl !== undefined) await writeFile(join(node.directory, 'users.acl'), plan.usersAcl);
    if (plan.mode === 'plain') continue;
    await writeFile(join(node.directory, 'nodes.conf'), nodesConf(nodes, node, plan.host, version));
  }
}

function randomId(): string {
  return randomBytes(20).toString('hex');
}
