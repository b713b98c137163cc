import { explainCommand } from './explain/explain.ts';
import type { ClusterFacts, NodeFacts, SlowlogEntry } from './facts.ts';
import { readFact } from './read-fact.ts';
import type { SlowCommand } from './result.ts';
import { COUNT_FROM_MS, isAuditorsOwn, isReplicated, type PrimaryAddress, primaryAddress } from './slow-entries.ts';
import { slowShapes } from './slow-shapes.ts';

/**
 * The new slow-log entries of all nodes by shape, the longest first. It says what ran long whether or not a rule fails,
 * on a first visit too. Commands that a primary passed on to its replicas count once, the auditor's own not at all.
 */
export function slowCommands(facts: ClusterFacts, countFromMs = COUNT_FROM_MS): readonly SlowCommand[] {
  const logged = facts.nodes.flatMap((node) =>
    countedEntries(node, countFromMs).map((entry) => ({ entry, address: node.address })),
  );
  const byPattern = Map.groupBy(logged, ({ entry }) => entry.pattern);
  return slowShapes(logged.map(({ entry }) => entry)).map((shape) => {
    const { kind, what, why, todo, answer } = explainCommand(shape.command, shape.shape);
    return {
      ...shape,
      kind,
      nodes: [...new Set(byPattern.get(shape.pattern)?.map(({ address }) => address))],
      lastAt: new Date(shape.lastAt * 1000).toISOString(),
      explanation: { what, why, todo, ...(answer === undefined ? {} : { answer }) },
    };
  });
}

function countedEntries(node: NodeFacts, countFromMs: number): readonly SlowlogEntry[] {
  if (node.slowlog.state !== 'ok') return [];
  const primary = followed(node);
  return node.slowlog.value.entries.filter(
    (entry) => entry.durationUs >= countFromMs * 1000 && !isAuditorsOwn(entry) && !isReplicated(entry, primary),
  );
}

/** Node id → whom it follows, by its own word. */
export function followedBy({ nodes }: ClusterFacts): readonly (readonly [nodeId: string, primary: PrimaryAddress])[] {
  return nodes.flatMap((node) => {
    const primary = followed(node);
    return primary === undefined ? [] : [[node.nodeId, primary] as const];
  });
}

function followed(node: NodeFacts): PrimaryAddress | undefined {
  const host = readFact(node, 'info.replication.master_host');
  const port = readFact(node, 'info.replication.master_port');
  return host.state === 'ok' && port.state === 'ok' ? primaryAddress(host.value, port.value) : undefined;
}
