import { noAlerts } from '../../../core/alert.ts';
import { emptyBaselines } from '../../../core/baselines.ts';
import { noCursors } from '../../../core/facts.ts';
import { alertLines, findingLines, type HistoryLine, slowlogLines } from '../../../core/history-lines.ts';
import { factsKey, type HistoryKind, historyKey, type RunKey, stateKey } from '../../../core/storage-keys.ts';
import type { AlertStateStore, FactStore, HistoryStore } from '../../../ports.ts';
import { type JsonObjects, jsonObjects } from './json-objects.ts';
import type { ObjectStore } from './object-store.ts';

/** Facts, history and state as objects under the keys of the stored layout. */
export type RecordStore = FactStore & HistoryStore & AlertStateStore;

export function recordStore(objects: ObjectStore): RecordStore {
  const json = jsonObjects(objects);
  return { ...factStore(json), ...historyStore(json), ...stateStore(json) };
}

function factStore(json: JsonObjects): FactStore {
  return {
    putFacts: (facts) => json.createLines(factsKey(facts), [facts]),
    async loadCursors(clusterId) {
      return (await json.load(stateKey(clusterId, 'cursors'), noCursors)).value;
    },
    async saveCursors(clusterId, cursors) {
      await overwrite(json, stateKey(clusterId, 'cursors'), cursors);
    },
  };
}

function historyStore(json: JsonObjects): HistoryStore {
  const put = async (kind: HistoryKind, run: RunKey, lines: readonly HistoryLine[]): Promise<void> => {
    if (lines.length > 0) await json.createLines(historyKey(kind, run), lines);
  };
  return {
    putFindings: (facts, findings) => put('findings', facts, findingLines(facts, findings)),
    putSlowlog: (facts) => put('slowlog', facts, slowlogLines(facts)),
    putAlertLog: (facts, transitions, deliveries) => put('alerts', facts, alertLines(facts, transitions, deliveries)),
  };
}

function stateStore(json: JsonObjects): AlertStateStore {
  return {
    async load(clusterId) {
      const alerts = await json.load(stateKey(clusterId, 'alerts'), noAlerts);
      const baselines = await json.load(stateKey(clusterId, 'baselines'), emptyBaselines);
      return { alerts: alerts.value, baselines: baselines.value, token: alerts.token };
    },
    // The baselines follow the alerts: after a crash in between the next audit only compares over a longer time.
    async save(clusterId, { alerts, baselines }, token) {
      await json.save(stateKey(clusterId, 'alerts'), alerts, token);
      await overwrite(json, stateKey(clusterId, 'baselines'), baselines);
    },
  };
}

/** For what one run at a time writes and what can be computed anew. */
async function overwrite(json: JsonObjects, key: string, value: { readonly schemaVersion: number }): Promise<void> {
  const { token } = await json.load(key, value);
  await json.save(key, value, token);
}
