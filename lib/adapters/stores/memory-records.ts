import { noAlerts } from '../../core/alert.ts';
import { emptyBaselines } from '../../core/baselines.ts';
import { StateConflictError } from '../../core/errors.ts';
import { type Cursors, noCursors } from '../../core/facts.ts';
import { factsKey } from '../../core/storage-keys.ts';
import type { StoredState } from '../../ports.ts';
import type { RunStore } from './shared/records.ts';

/**
 * What one audit leaves to the next, for the length of one process: a single audit, or `--watch` without a directory.
 * Nothing is encoded, and of the history nothing is kept: in memory nobody could review it later.
 */
export function memoryRecords(): RunStore {
  const runs = new Set<string>();
  const cursorsOf = new Map<string, Cursors>();
  const stateOf = new Map<string, StoredState>();
  let saves = 0;
  return {
    location: 'memory',
    async putFacts(facts) {
      const before = runs.size;
      return runs.add(factsKey(facts)).size > before;
    },
    hasFacts: async (run) => runs.has(factsKey(run)),
    loadCursors: async (clusterId) => cursorsOf.get(clusterId) ?? noCursors,
    async saveCursors(clusterId, cursors) {
      cursorsOf.set(clusterId, cursors);
    },
    putFindings: async () => {},
    putSlowlog: async () => {},
    putAlertLog: async () => {},
    loadAlertLog: async () => [],
    load: async (clusterId) => stateOf.get(clusterId) ?? { alerts: noAlerts, baselines: emptyBaselines, token: null },
    async save(clusterId, state, token) {
      if ((stateOf.get(clusterId)?.token ?? null) !== token)
        throw new StateConflictError(`the state of ${clusterId} was changed by another run`, 'Run again.');
      saves += 1;
      stateOf.set(clusterId, { ...state, token: String(saves) });
    },
  };
}
