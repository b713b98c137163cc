import type { SlowDigest } from './digest.ts';

/** Node id → how far its ids were read, and how many were missing. */
export type IdFold = Map<string, { newest: number | undefined; lost: number; address: string }>;

interface LoggedId {
  readonly nodeId: string;
  readonly address: string;
  readonly id: number;
}

/**
 * Entries have ids that go on without a gap through the life of a process, so a gap between two audits is what was
 * pushed out or cleared before it was read. An id that begins anew is of another process: of the end of the one before
 * nobody knows, and what its log had lost by the first audit is the ids below.
 */
export function foldIds(fold: IdFold, lines: readonly LoggedId[]): void {
  for (const [nodeId, logged] of Map.groupBy(lines, (line) => line.nodeId)) {
    const ids = logged.map(({ id }) => id);
    const [oldest, newest] = [Math.min(...ids), Math.max(...ids)];
    const known = fold.get(nodeId);
    const { address = '' } = logged[0] ?? {};
    const lost = known?.newest === undefined ? 0 : lostBefore(oldest, newest, known.newest);
    fold.set(nodeId, { newest, lost: (known?.lost ?? 0) + lost, address });
  }
}

/** After lines that could not be read: what was in them is not lost, and nobody knows how far their ids went. */
export function skipIds(fold: IdFold): void {
  for (const known of fold.values()) known.newest = undefined;
}

function lostBefore(oldest: number, newest: number, newestBefore: number): number {
  if (oldest > newestBefore) return oldest - newestBefore - 1;
  // A visit that was repeated brings again what was read; a new process has not come that far yet.
  return newest < newestBefore ? oldest : 0;
}

/** Nodes named before the rest is only counted. */
const MOST_NODES = 5;

export function lostEntries(fold: IdFold): SlowDigest['lost'] {
  const losers = [...fold.values()].filter(({ lost }) => lost > 0).sort((a, b) => b.lost - a.lost);
  const names = losers.map(({ address }) => address);
  const more = names.length - MOST_NODES;
  return {
    entries: losers.reduce((sum, { lost }) => sum + lost, 0),
    nodes: more > 0 ? [...names.slice(0, MOST_NODES), `${more} more`] : names,
  };
}
