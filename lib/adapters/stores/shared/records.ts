import * as v from 'valibot';
import { noAlerts } from '../../../core/alert.ts';
import { type AlertLine, parseAlertLines } from '../../../core/alert-log.ts';
import { emptyBaselines } from '../../../core/baselines.ts';
import { UnreadableObjectError } from '../../../core/errors.ts';
import { type ClusterFacts, noCursors } from '../../../core/facts.ts';
import { alertLines, findingLines, type HistoryLine, slowlogLines } from '../../../core/history-lines.ts';
import {
  factsBound,
  factsKey,
  factsPrefix,
  type HistoryKind,
  historyKey,
  type RunKey,
  runOfFacts,
  stateKey,
} from '../../../core/storage-keys.ts';
import { parseFacts } from '../../../core/stored-facts.ts';
import type { AlertStateStore, FactArchive, FactStore, HistoryStore } from '../../../ports.ts';
import { joinedDays, smallKeys } from './joined-days.ts';
import { checkVersion, type JsonObjects, jsonObjects } from './json-objects.ts';
import type { ObjectStore } from './object-store.ts';

/** What an audit writes, and what it needs of the ones before. */
export type RunStore = FactStore & HistoryStore & AlertStateStore;

/** Facts, history and state as objects under the keys of the stored layout. */
export type RecordStore = RunStore & FactArchive;

export function recordStore(objects: ObjectStore): RecordStore {
  const json = jsonObjects(objects);
  return { ...factStore(json), ...factArchive(json), ...historyStore(json), ...stateStore(json) };
}

function factStore(json: JsonObjects): FactStore {
  return {
    putFacts: (facts) => json.createLines(factsKey(facts), [facts]),
    hasFacts: (run) => json.has(factsKey(run)),
    async loadCursors(clusterId) {
      return (await json.load(stateKey(clusterId, 'cursors'), noCursors)).value;
    },
    // One visit at a time writes them, and they can be computed anew.
    async saveCursors(clusterId, cursors) {
      const key = stateKey(clusterId, 'cursors');
      const { token } = await json.load(key, noCursors);
      await json.save(key, cursors, token);
    },
  };
}

function factArchive(json: JsonObjects): FactArchive {
  return {
    async *runs(clusterId, from, to) {
      const end = factsBound(clusterId, to);
      for (let after = factsBound(clusterId, from); ; ) {
        const keys = await json.list(factsPrefix(clusterId), after);
        const inTime = keys.filter((key) => key < end);
        yield* inTime.flatMap((key) => runOfFacts(key) ?? []);
        if (inTime.length < keys.length || keys.length === 0) return;
        after = keys.at(-1) ?? end;
      }
    },
    async loadFacts(run) {
      const key = factsKey(run);
      return factsOf(run, key, await json.loadLines(key), json);
    },
  };
}

/**
 * Facts in single objects or in the joined ones of days gone by. An assessment does without the latter: what it still
 * has to judge is never so old.
 */
export function joinedFactArchive(objects: ObjectStore): FactArchive {
  const json = jsonObjects(objects);
  const joined = joinedDays(objects);
  return {
    async *runs(clusterId, from, to) {
      const [after, end] = [factsBound(clusterId, from), factsBound(clusterId, to)];
      const query = { kind: 'facts', prefix: factsPrefix(clusterId), clusterId, from, after, end } as const;
      for await (const key of smallKeys(query, objects, joined)) {
        const run = runOfFacts(key);
        if (run !== undefined && run.scheduledAt >= from && run.scheduledAt < to) yield run;
      }
    },
    async loadFacts(run) {
      const key = factsKey(run);
      const body = await joined.read(key);
      return factsOf(run, key, body === null ? null : await json.parseLines(key, body), json);
    },
  };
}

function factsOf(run: RunKey, key: string, lines: readonly unknown[] | null, json: JsonObjects): ClusterFacts {
  if (lines === null) throw unreadable(json, key, 'is not there any more');
  const [facts] = lines;
  checkVersion(json.location, key, facts, 1);
  const parsed = parseFacts(facts);
  if ('issue' in parsed) throw unreadable(json, key, `is damaged: ${placeOf(parsed.issue)}`);
  if (!isOf(run, parsed.facts)) throw unreadable(json, key, 'holds the facts of another run');
  return parsed.facts;
}

function unreadable(json: JsonObjects, key: string, what: string): UnreadableObjectError {
  const hint =
    'The audits after it are judged without it. If more of them are like that, look at who else writes there.';
  return new UnreadableObjectError(`${key} in ${json.location} ${what}`, hint);
}

/** Where something is wrong, not what is there: it may be anything. */
function placeOf(issue: v.BaseIssue<unknown>): string {
  return `${v.getDotPath(issue) ?? 'the document'} should be ${issue.expected ?? 'of another form'}`;
}

function isOf(run: RunKey, { cluster, audit, scheduledAt }: ClusterFacts): boolean {
  return cluster.id === run.cluster.id && audit === run.audit && scheduledAt === run.scheduledAt;
}

function historyStore(json: JsonObjects): HistoryStore {
  const put = async (kind: HistoryKind, run: RunKey, lines: readonly HistoryLine[], copy = 1): Promise<boolean> =>
    lines.length === 0 || json.createLines(historyKey(kind, run, copy), lines);
  return {
    location: json.location,
    putFindings: async (facts, findings, loss) =>
      void (await put('findings', facts, findingLines(facts, findings, loss))),
    putSlowlog: async (facts) => void (await put('slowlog', facts, slowlogLines(facts))),
    async putAlertLog(facts, log) {
      if (await put('alerts', facts, alertLines(facts, log))) return;
      const told = alertLines(facts, { transitions: [], held: [], attempts: log.attempts });
      for (let copy = 2; copy <= MOST_COPIES; copy++) if (await put('alerts', facts, told, copy)) return;
    },
    async loadAlertLog(run) {
      const found: AlertLine[] = [];
      for (let copy = 1; copy <= MOST_COPIES; copy++) {
        const lines = await json.loadLines(historyKey('alerts', run, copy));
        if (lines === null) break;
        // A line of another form says nothing, and the others stand.
        found.push(...lines.flatMap((line) => parseAlertLines([line]) ?? []));
      }
      return found;
    },
  };
}

/** Attempts to tell the same that are kept; who tries more often than that is not worth more objects. */
const MOST_COPIES = 9;

/** The baselines stand beside the alerts: one object is written for each audit, and both are of the same one. */
const nothingStored = { ...noAlerts, baselines: emptyBaselines };

function stateStore(json: JsonObjects): AlertStateStore {
  return {
    async load(clusterId) {
      const { value, token } = await json.load(stateKey(clusterId, 'alerts'), nothingStored);
      const { baselines, ...alerts } = value;
      return { alerts, baselines, token };
    },
    async save(clusterId, { alerts, baselines }, token) {
      const document: typeof nothingStored = { ...alerts, baselines };
      await json.save(stateKey(clusterId, 'alerts'), document, token);
    },
  };
}
