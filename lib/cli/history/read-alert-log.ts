import { type JsonObjects, jsonObjects } from '../../adapters/stores/shared/json-objects.ts';
import type { ObjectStore } from '../../adapters/stores/shared/object-store.ts';
import { type AlertLogEntry, alertLogEntries } from '../../core/alert-log.ts';
import { UnreadableObjectError } from '../../core/errors.ts';
import { historyBound, historyPrefix, runOfHistory } from '../../core/storage-keys.ts';

/** What of the alert log is wanted. */
export interface AlertLogQuery {
  /** Id of one cluster; undefined for all that are in the store. */
  readonly cluster?: string;
  /** ISO 8601, UTC: audits due before that are left out. */
  readonly since: string;
}

/** The alert log as far as it could be read, oldest first. */
export interface ReadAlertLog {
  readonly entries: readonly AlertLogEntry[];
  /** Why single objects were passed over, one sentence for each. */
  readonly unreadable: readonly string[];
}

/** @throws StoreError when the store cannot be read at all */
export async function readAlertLog(objects: ObjectStore, query: AlertLogQuery): Promise<ReadAlertLog> {
  const json = jsonObjects(objects);
  const entries: AlertLogEntry[] = [];
  const unreadable: string[] = [];
  for await (const key of keysOf(objects, query)) {
    const found = await entriesIn(json, key);
    if (typeof found === 'string') unreadable.push(found);
    else entries.push(...found);
  }
  return { entries: entries.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)), unreadable };
}

async function* keysOf(objects: ObjectStore, { cluster, since }: AlertLogQuery): AsyncGenerator<string> {
  const prefix = historyPrefix('alerts', cluster);
  for (let after = cluster === undefined ? '' : historyBound('alerts', cluster, since); ; ) {
    const keys = await objects.list(prefix, after);
    yield* keys.filter((key) => (runOfHistory(key)?.scheduledAt ?? '') >= since);
    const last = keys.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

/** @returns a sentence when it cannot be read */
async function entriesIn(json: JsonObjects, key: string): Promise<readonly AlertLogEntry[] | string> {
  try {
    // One that was there a moment ago may have expired.
    const lines = (await json.loadLines(key)) ?? [];
    return alertLogEntries(lines) ?? `${key} in ${json.location} is not of the form of an alert log`;
  } catch (error) {
    if (error instanceof UnreadableObjectError) return error.message;
    throw error;
  }
}
