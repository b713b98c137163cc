import type { History } from '../../history/read-model.ts';
import type { Row } from '../../history/rows.ts';
import type { AlertEvent, Episode, PageAlert, ToldSink } from '../page-data.ts';
import { episodesOf } from './episodes.ts';
import { byCluster, numberIn, resourceIn, seconds, severityIn, textIn, textOrNull } from './values.ts';

/** More lines of the alert log than this are left out, the oldest first. */
const MOST_EVENTS = 4000;

export interface AlertParts {
  readonly alerts: readonly PageAlert[];
  readonly events: readonly AlertEvent[];
  readonly episodes: readonly Episode[];
  /** How many lines of the log were left out. */
  readonly leftOut: number;
}

/** The alert log with who was told, and when each alert fired. @param from seconds since 1970 at which the range begins */
export async function alertParts(history: History, from: number): Promise<(cluster: string) => AlertParts> {
  const [rows, told] = await Promise.all([
    history.rows(`
      SELECT cluster, ${seconds('due_at')} AS "at", audit, event, fingerprint, rule, severity, resource_kind, resource_id,
        address, shard, state_before, state, reason, message, held_by, held_reason
      FROM alerts ORDER BY "at", rule, fingerprint`),
    history.rows(`
      SELECT cluster, ${seconds('due_at')} AS "at", audit, fingerprint, sink, status, error, told_reason FROM deliveries`),
  ]);
  const sinks = Map.groupBy(told, keyOf);
  const of = byCluster(rows);
  return (cluster) => partsOf(of(cluster), (row) => (sinks.get(keyOf(row)) ?? []).map(sinkIn), from);
}

/** Numbers and texts alike. */
function textOf(row: Row, name: string): string {
  return JSON.stringify(row[name]);
}

function keyOf(row: Row): string {
  return ['cluster', 'at', 'audit', 'fingerprint'].map((name) => textOf(row, name)).join(' ');
}

/** @param rows oldest first */
function partsOf(rows: readonly Row[], toldOf: (row: Row) => readonly ToldSink[], from: number): AlertParts {
  const alerts = new Map<string, PageAlert>();
  for (const row of rows) alerts.set(textIn(row, 'fingerprint'), alertIn(row));
  const places = new Map([...alerts.keys()].map((fingerprint, index) => [fingerprint, index]));
  const events = rows.map((row) => eventIn(row, places.get(textIn(row, 'fingerprint')) ?? 0, toldOf(row)));
  return {
    alerts: [...alerts.values()],
    events: events.slice(-MOST_EVENTS),
    episodes: episodesOf(events, from),
    leftOut: Math.max(0, events.length - MOST_EVENTS),
  };
}

function alertIn(row: Row): PageAlert {
  return {
    fingerprint: textIn(row, 'fingerprint'),
    rule: textIn(row, 'rule'),
    severity: severityIn(row, 'severity') ?? 'info',
    resource: resourceIn(row),
  };
}

function eventIn(row: Row, alert: number, told: readonly ToldSink[]): AlertEvent {
  const event = textIn(row, 'event');
  return {
    at: numberIn(row, 'at'),
    alert,
    event: event === 'held' || event === 'told' ? event : 'transition',
    before: textIn(row, 'state_before'),
    state: textIn(row, 'state'),
    reason: textOrNull(row, 'reason'),
    message: textIn(row, 'message'),
    heldBy: textOrNull(row, 'held_by'),
    heldReason: textOrNull(row, 'held_reason'),
    told,
  };
}

function sinkIn(row: Row): ToldSink {
  return {
    sink: textIn(row, 'sink'),
    status: textIn(row, 'status'),
    error: textOrNull(row, 'error'),
    reason: textOrNull(row, 'told_reason'),
  };
}
