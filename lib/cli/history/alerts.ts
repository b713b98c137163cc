import { UsageError } from '../../core/errors.ts';
import { clusterIdPattern } from '../../core/storage-keys.ts';
import { visible } from '../../report/json.ts';
import { neutralText } from '../../report/neutral.ts';
import { count } from '../../report/words.ts';
import { type CliIo, widthOf } from '../io.ts';
import { openStoreToRead } from '../open-store.ts';
import { alertLogText } from './alert-log-text.ts';
import { type ReadAlertLog, readAlertLog } from './read-alert-log.ts';

/** `history alerts` as it was asked for. */
export interface AlertsOptions {
  readonly store: string;
  readonly cluster?: string;
  /** How far to look back, milliseconds. */
  readonly since: number;
  readonly format: 'text' | 'json';
}

/**
 * Prints what became of the alerts. Objects that cannot be read are named on standard error and passed over.
 *
 * @throws UsageError, StoreError
 */
export async function showAlerts({ store, cluster, since, format }: AlertsOptions, io: CliIo): Promise<void> {
  if (cluster !== undefined && !clusterIdPattern.test(cluster))
    throw new UsageError(`--cluster ${cluster} is no id of a cluster`, 'audits show the id in their first line');
  const objects = await openStoreToRead(store);
  const from = new Date(io.now() - since).toISOString();
  const log = await readAlertLog(objects, {
    since: from,
    ...(cluster === undefined ? {} : { cluster }),
  });
  io.stdout(format === 'json' ? document(log) : text(log, { store, from }, io));
  for (const sentence of log.unreadable) io.stderr(`redis-auditor: passed over: ${neutralText(sentence)}\n`);
}

function document({ entries, unreadable }: ReadAlertLog): string {
  return `${visible(JSON.stringify({ schemaVersion: 1, entries, unreadable }, null, 2))}\n`;
}

function text(
  { entries, unreadable }: ReadAlertLog,
  { store, from }: { readonly store: string; readonly from: string },
  io: CliIo,
): string {
  const since = `since ${from.slice(0, 16).replace('T', ' ')} UTC`;
  const left = unreadable.length === 0 ? '' : `; ${count(unreadable.length, 'object')} could not be read`;
  if (entries.length === 0) return `No alert in ${store} ${since}${left}.\n`;
  return `${alertLogText(entries, widthOf(io))}\n${count(entries.length, 'entry', 'entries')} ${since}${left}.\n`;
}
