import pLimit from 'p-limit';
import { LocalClusterError } from './local-cluster-error.ts';
import type { LocalNode } from './local-node.ts';
import { type ClusterPlan, nodeCount } from './options.ts';
import { waitUntil } from './wait-until.ts';

/** Asked at the same time. */
const parallel = 16;

/** Short, as a port may belong to a stranger that never answers while the server that wanted it has ended. */
const answerTimeoutMs = 1000;

/**
 * Waits until every node says that the cluster is whole and every replica link is up.
 *
 * @throws LocalClusterError `not-ready`, or `server-ended` when a process ended meanwhile
 */
export async function untilReady(nodes: readonly LocalNode[], plan: ClusterPlan): Promise<void> {
  let waiting = nodes;
  let saw = '';
  const look = async () => {
    if (waiting.some((node) => node.pid === null)) return true;
    const limit = pLimit(parallel);
    const states = await Promise.all(waiting.map((node) => limit(() => missing(node, plan))));
    saw = states.find((state) => state !== '') ?? '';
    waiting = waiting.filter((_, index) => states[index] !== '');
    return waiting.length === 0;
  };
  try {
    await waitUntil(look, { timeoutMs: plan.timeoutMs, what: () => `${waiting[0]?.address}: ${saw}` });
  } catch (cause) {
    const message = `${waiting.length} of ${nodes.length} nodes did not become ready`;
    throw new LocalClusterError('not-ready', message, await waiting[0]?.logTail(), cause);
  }
  const dead = waiting.find((node) => node.pid === null);
  if (dead === undefined) return;
  throw new LocalClusterError('server-ended', `${dead.address} ended while the cluster formed`, await dead.logTail());
}

/** What is still wrong with a node, in words; empty when nothing is. */
async function missing(node: LocalNode, plan: ClusterPlan): Promise<string> {
  const asked = [['INFO', 'replication'], ...(plan.mode === 'cluster' ? [['CLUSTER', 'INFO']] : [])];
  const replies = await node.sendAll(asked, answerTimeoutMs).catch((error: unknown) => [`no answer: ${String(error)}`]);
  const [replication = '', cluster = ''] = replies.map(String);
  if (!hasLinks(replication, node, plan)) return replication.split('\r\n').slice(0, 8).join(' ');
  if (plan.mode === 'plain' || isWhole(cluster, nodeCount(plan))) return '';
  return cluster.split('\r\n').slice(0, 6).join(' ');
}

function isWhole(clusterInfo: string, count: number): boolean {
  return clusterInfo.includes('cluster_state:ok\r') && clusterInfo.includes(`cluster_known_nodes:${count}\r`);
}

function hasLinks(replication: string, node: LocalNode, plan: ClusterPlan): boolean {
  if (node.role === 'replica') return replication.includes('master_link_status:up\r');
  const online = replication.match(/state=online/g) ?? [];
  return replication.includes('role:master\r') && online.length === plan.replicasPerPrimary;
}
