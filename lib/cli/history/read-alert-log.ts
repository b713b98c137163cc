import { type AlertLogEntry, alertLogEntries } from '../../core/alert-log.ts';
import { UnreadableObjectError } from '../../core/errors.ts';
import type { HistoryArchive } from '../../ports.ts';

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
export async function readAlertLog(history: HistoryArchive, { cluster, since }: AlertLogQuery): Promise<ReadAlertLog> {
  const entries: AlertLogEntry[] = [];
  const unreadable: string[] = [];
  const ofCluster = cluster === undefined ? {} : { cluster };
  for await (const { key } of history.objects({ kind: 'alerts', from: since, ...ofCluster })) {
    const found = await entriesIn(history, key);
    if (typeof found === 'string') unreadable.push(found);
    else entries.push(...found);
  }
  return { entries: entries.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)), unreadable };
}

/** @returns a sentence when it cannot be read */
async function entriesIn(history: HistoryArchive, key: string): Promise<readonly AlertLogEntry[] | string> {
  try {
    const lines = await history.loadLines(key);
    return alertLogEntries(lines) ?? `${key} in ${history.location} is not of the form of an alert log`;
  } catch (error) {
    if (error instanceof UnreadableObjectError) return error.message;
    throw error;
  }
}
