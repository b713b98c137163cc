import type { DuckDBType, Json } from '@duckdb/node-api';

/** Row of an answer by name of column. */
export type Row = Readonly<Record<string, Json>>;

/** @param values as DuckDB makes JSON of them */
export function rowOf(values: readonly Json[], names: readonly string[], types: readonly DuckDBType[]): Row {
  const plain = plainValues(values, types);
  return Object.fromEntries(names.map((name, index) => [name, plain[index] ?? null]));
}

/** The same in the order of the columns, which an object does not keep: names that are numbers come first in it. */
export function plainValues(values: readonly Json[], types: readonly DuckDBType[]): readonly Json[] {
  return types.map((type, index) => plainValue(values[index] ?? null, String(type)));
}

/**
 * A value as a program wants it: numbers as numbers where they are exact as such, times in UTC as ISO 8601 with
 * milliseconds, maps as objects, JSON as what it says. Anything else is text.
 */
function plainValue(value: Json, type: string): Json {
  if (value === null) return null;
  if (/^U?(?:BIG|HUGE)INT$/.test(type)) return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (type.startsWith('DECIMAL')) return Number(value);
  if (type === 'TIMESTAMP' && typeof value === 'string') return isoOf(value);
  if (type.startsWith('MAP(') && Array.isArray(value)) return Object.fromEntries(value.map(entryOf));
  return type === 'JSON' && typeof value === 'string' ? parsed(value) : value;
}

function entryOf(entry: Json): readonly [string, Json] {
  const { key = null, value = null } = entry as { readonly key?: Json; readonly value?: Json };
  return [typeof key === 'string' ? key : JSON.stringify(key), value];
}

/** `2026-03-01T03:00:00.000Z` of `2026-03-01 03:00:00`; infinity stays a word. */
function isoOf(text: string): string {
  const [, day, time, fraction = ''] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?$/.exec(text) ?? [];
  return day === undefined ? text : `${day}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
