import { hadItsTurn, type Intervals, lookFrom, mayHaveMissed } from './core/audit-order.ts';
import type { RunKey } from './core/storage-keys.ts';
import type { AlertStateStore, FactArchive } from './ports.ts';

/** Runs judged on one occasion at most, and how far back they may be due: older ones have nothing to say any more. */
const MOST_RUNS = 50;
const MOST_SECONDS = 86_400;

/**
 * The runs that wait to be judged when one arrives: itself at the end, and before it, oldest first, those that nobody
 * told of. The store is searched only when a run is overdue, as a search costs as much as storing an object.
 */
export async function pendingRuns(
  arrived: RunKey,
  intervals: Intervals,
  tools: { readonly state: Pick<AlertStateStore, 'load'>; readonly facts: Pick<FactArchive, 'runs'> },
): Promise<readonly RunKey[]> {
  const { lastRunOf } = (await tools.state.load(arrived.cluster.id)).alerts;
  if (!mayHaveMissed(lastRunOf, intervals, arrived)) return [arrived];
  const pending: RunKey[] = [];
  const from = lookFrom(lastRunOf, intervals, arrived, MOST_SECONDS);
  for await (const run of tools.facts.runs(arrived.cluster.id, from, arrived.scheduledAt)) {
    if (!hadItsTurn(lastRunOf, run)) pending.push(run);
    if (pending.length === MOST_RUNS) return pending;
  }
  return [...pending, arrived];
}
