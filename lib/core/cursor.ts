import type { ClusterFacts, Cursors, NodeCursor, NodeFacts } from './facts.ts';
import { listedIds } from './membership.ts';
import { nextLatencyCursor } from './parse/latency.ts';
import { nextSlowlogId } from './parse/slowlog.ts';
import { settledTopology } from './settled-topology.ts';

/** Where the next visit of each node begins. A node that did not answer keeps its place. */
export function advanceCursors(cursors: Cursors, nodes: readonly NodeFacts[]): Cursors {
  const advanced: Record<string, NodeCursor> = { ...cursors.nodes };
  for (const node of nodes) {
    const cursor = advance(cursors.nodes[node.nodeId], node);
    if (cursor !== undefined) advanced[node.nodeId] = cursor;
  }
  return { schemaVersion: 1, nodes: advanced };
}

/** Without the nodes that left the cluster: nobody looks for them any more when all seeds are silent. */
export function forgetGone(cursors: Cursors, facts: ClusterFacts): Cursors {
  if (settledTopology(facts) === null) return cursors;
  const answered = facts.nodes.filter(({ connection }) => connection.answered);
  const there = new Set([...listedIds(facts), ...answered.map(({ nodeId }) => nodeId)]);
  const nodes = Object.fromEntries(Object.entries(cursors.nodes).filter(([nodeId]) => there.has(nodeId)));
  return { schemaVersion: 1, nodes };
}

/** Whether both begin every node at the same place: then there is nothing to save. */
export function sameCursors(a: Cursors, b: Cursors): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * The slow log and the latency monitor each have their place, and an audit may read only one of them: the other keeps
 * its place, or in a new process starts from the beginning. One that reads neither still remembers where the node is.
 */
function advance(before: NodeCursor | undefined, node: NodeFacts): NodeCursor | undefined {
  const runId = node.info.state === 'ok' ? node.info.value.fields.run_id : undefined;
  const { slowlog, latency, address } = node;
  if (runId === undefined) return before;
  if (slowlog.state !== 'ok' && latency.state !== 'ok')
    return before === undefined ? { runId, slowlogId: null, latency: null, address } : { ...before, address };
  const same = before?.runId === runId ? before : undefined;
  return {
    runId,
    slowlogId: slowlog.state === 'ok' ? nextSlowlogId(slowlog.value, before, runId) : keptSlowlogId(before, same),
    latency: latency.state === 'ok' ? nextLatencyCursor(latency.value, before, runId) : keptLatency(before, same),
    address,
  };
}

/** A new process has logged nothing that was seen, but a log that no visit has read stays unread. */
function keptSlowlogId(before: NodeCursor | undefined, same: NodeCursor | undefined): number | null {
  if (same !== undefined) return same.slowlogId;
  return before === undefined || before.slowlogId === null ? null : -1;
}

function keptLatency(before: NodeCursor | undefined, same: NodeCursor | undefined): NodeCursor['latency'] {
  if (same !== undefined) return same.latency;
  return before === undefined || before.latency === null ? null : {};
}
