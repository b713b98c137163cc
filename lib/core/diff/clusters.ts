import { diffSettings, type SettingsDiff } from './settings.ts';
import type { Snapshot } from './snapshot.ts';
import { diffTopology, type TopologyDiff } from './topology.ts';

/** What is unlike between two readings of a cluster. */
export interface ClusterDiff extends SettingsDiff {
  /** Scheduled times of the newest audits of both readings. */
  readonly before: string;
  readonly after: string;
  /** Null when one of the readings does not tell who belongs to the cluster. */
  readonly topology: TopologyDiff | null;
  /** Addresses of nodes whose process is another one. */
  readonly restarted: readonly string[];
}

/** Compares settings, members, roles, slots and processes. Counters and anything else that always moves is left out. */
export function diffClusters(before: Snapshot, after: Snapshot): ClusterDiff {
  const topology =
    before.topology === null || after.topology === null ? null : diffTopology(before.topology, after.topology);
  const restarted = Object.entries(after.nodes).flatMap(([id, { runId, facts }]) => {
    const earlier = before.nodes[id];
    return earlier === undefined || earlier.runId === runId ? [] : [facts.address];
  });
  return { before: before.to, after: after.to, topology, restarted, ...diffSettings(before, after) };
}

/** Whether nothing is unlike; what could not be compared is no likeness. */
export function isSame({ topology, restarted, changes, notCompared }: ClusterDiff): boolean {
  if (topology === null) return false;
  const { joined, left, roles, addresses, moved } = topology;
  return [joined, left, roles, addresses, moved, restarted, changes, notCompared].every(({ length }) => length === 0);
}
