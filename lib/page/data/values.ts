import type { Row } from '../../history/rows.ts';
import type { PageResource, PageSeverity } from '../page-data.ts';

/* Values of a row as the page has them. A column that is not as it should be is as good as absent. */

export function textIn(row: Row, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value);
}

export function textOrNull(row: Row, name: string): string | null {
  const value = row[name];
  return typeof value === 'string' ? value : null;
}

export function numberIn(row: Row, name: string): number {
  return numberOrNull(row, name) ?? 0;
}

export function numberOrNull(row: Row, name: string): number | null {
  const value = row[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function severityIn(row: Row, name: string): PageSeverity | null {
  const value = row[name];
  return value === 'critical' || value === 'warning' || value === 'info' ? value : null;
}

export function resourceIn(row: Row): PageResource {
  return {
    kind: textIn(row, 'resource_kind'),
    id: textIn(row, 'resource_id'),
    address: textOrNull(row, 'address'),
    shard: textOrNull(row, 'shard'),
  };
}

/** Rows of each cluster, in their order. */
export function byCluster(rows: readonly Row[]): (cluster: string) => readonly Row[] {
  const groups = Map.groupBy(rows, (row) => textIn(row, 'cluster'));
  return (cluster) => groups.get(cluster) ?? [];
}

/** Seconds since 1970 that have passed by a time, in SQL: without `floor` a cast would round up. */
export const seconds = (time: string): string => `CAST(floor(epoch(${time})) AS BIGINT)`;

/** The same, rounded down to steps. */
export const stepOf = (time: string, step: number): string =>
  `CAST(floor(epoch(${time}) / ${step}) * ${step} AS BIGINT)`;

/** What a column of JSON says. It comes as text, or as what it says already. @returns null for what is no JSON */
export function jsonIn(row: Row, name: string): unknown {
  const value = row[name] ?? null;
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}
