import type { AlertLogEntry, ToldEntry } from '../../core/alert-log.ts';
import type { AlertsAnswer } from '../../core/history/answers.ts';
import type { History, Row } from '../read-model.ts';
import { headOf, text } from './words.ts';

/** What became of the alerts of a range. @throws StoreError */
export async function alertLog(history: History): Promise<AlertsAnswer> {
  const entries = await alertEntries(history, 'true');
  return { ...headOf(history), entries };
}

/** @param where in SQL over the columns of `alerts` */
export async function alertEntries(
  history: History,
  where: string,
  values: Readonly<Record<string, string>> = {},
): Promise<readonly AlertLogEntry[]> {
  await history.load('alerts');
  const rows = await history.rows(`SELECT * FROM alerts WHERE ${where} ORDER BY ${order}`, values);
  const told = Map.groupBy(await history.rows('SELECT * FROM deliveries ORDER BY status, sink'), keyOf);
  // What was told in an audit stands at the last change that it made to the alert.
  const last = new Map(rows.map((row, place) => [keyOf(row), place]));
  return rows.map((row, place) => entryOf(row, last.get(keyOf(row)) === place ? (told.get(keyOf(row)) ?? []) : []));
}

const order =
  "due_at, cluster, list_position(['critical', 'warning', 'info'], severity), rule, address, fingerprint, " +
  "list_position(['none', 'pending', 'firing', 'resolved'], state_before)";

function keyOf(row: Row): string {
  return [text(row, 'run_id'), text(row, 'audit'), text(row, 'due_at'), text(row, 'fingerprint')].join(' ');
}

function entryOf(row: Row, told: readonly Row[]): AlertLogEntry {
  const optional = <K extends string>(name: K, column: string): { readonly [key in K]?: string } =>
    (row[column] === null ? {} : { [name]: text(row, column) }) as { readonly [key in K]?: string };
  return {
    time: text(row, 'due_at'),
    cluster: text(row, 'cluster'),
    audit: text(row, 'audit'),
    fingerprint: text(row, 'fingerprint'),
    rule: text(row, 'rule'),
    severity: text(row, 'severity') as AlertLogEntry['severity'],
    resource: {
      kind: text(row, 'resource_kind') as AlertLogEntry['resource']['kind'],
      id: text(row, 'resource_id'),
      ...optional('address', 'address'),
      ...(row.resource_kind === 'node' ? optional('shard', 'shard') : {}),
    },
    ...optional('since', 'since'),
    from: text(row, 'state_before'),
    to: text(row, 'state'),
    reason: text(row, 'reason'),
    told: told.map(tellingOf),
    ...(row.held_by === null ? {} : { held: { by: text(row, 'held_by'), reason: text(row, 'held_reason') } }),
  };
}

function tellingOf(row: Row): ToldEntry {
  const error = text(row, 'error') || 'it did not say why';
  const common = { sink: text(row, 'sink'), state: text(row, 'told_state'), reason: text(row, 'told_reason') };
  return row.status === 'failed' ? { ...common, error } : common;
}
