import { type BaselineNode, emptyBaseline, extendBaseline } from '../baseline.ts';
import type { ClusterFacts } from '../facts.ts';
import type { Topology } from '../topology.ts';

/** What a few audits together say of a cluster: the newest reading of every part. */
export interface Snapshot {
  /** Scheduled times of the oldest and of the newest of the audits. */
  readonly from: string;
  readonly to: string;
  /** Null when none of them told of it. */
  readonly topology: Topology | null;
  /** By node id; nodes that answered in none of the audits are not in it. */
  readonly nodes: Readonly<Record<string, BaselineNode>>;
}

/** One audit of a kind tells of some settings only: those of several kinds are put together. @returns null for none */
export function snapshotOf(audits: readonly ClusterFacts[]): Snapshot | null {
  const inOrder = audits.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  const times = audits.map(({ scheduledAt }) => scheduledAt).sort();
  const [from, to] = [times[0], times.at(-1)];
  if (from === undefined || to === undefined) return null;
  const { topology, nodes } = inOrder.reduce((folded, facts) => extendBaseline(folded, facts), emptyBaseline);
  return { from, to, topology, nodes };
}
