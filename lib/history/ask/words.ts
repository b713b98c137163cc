import type { AnswerHead } from '../../core/history/answers.ts';
import type { History, Row } from '../read-model.ts';

/** What every answer begins with. Asked last: what could not be read shows while it is read. */
export function headOf(history: History, notes: readonly string[] = []): AnswerHead {
  const { location, range } = history;
  const { from, to } = range;
  const passedOver = history.problems().map(({ key, reason }) => ({ key, reason }));
  return { schemaVersion: 1, store: location, from, to, passedOver, notes };
}

/** The cell as text; empty where there is none. */
export function text(row: Row, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value);
}

/** The cell as a number; 0 where there is none. */
export function number(row: Row, name: string): number {
  return Number(row[name] ?? 0);
}

/** The cell as a list of texts. */
export function texts(row: Row, name: string): readonly string[] {
  const value = row[name];
  return Array.isArray(value) ? value.map(String) : [];
}

/** Where a finding is, in SQL over its columns. */
export const placeSql =
  "CASE resource_kind WHEN 'cluster' THEN 'the cluster' WHEN 'shard' THEN 'shard ' || resource_id " +
  'ELSE coalesce(address, resource_id) END';
