import { type Database, quoted } from './database.ts';
import { lineFields } from './line-fields.ts';
import type { ObjectKind } from './source.ts';
import { historyTables } from './tables.ts';

/** What of the lines of one kind is loaded. */
export interface Loading {
  readonly kind: ObjectKind;
  /** Packs. */
  readonly paths: readonly string[];
  readonly range: { readonly from: string; readonly to: string };
  /** Which lines are kept, in SQL about the fields of the lines. */
  readonly keep?: string;
}

/** Loads the lines of packs and makes the tables over them: as views, which cost nothing until they are asked. */
export async function loadLines(database: Database, { kind, paths, range, keep = 'true' }: Loading): Promise<void> {
  const fields = Object.entries(lineFields[kind]).map(([name, type]) => `"${name}" ${type}`);
  const lines = `stored.${kind}`;
  await database.run('CREATE SCHEMA IF NOT EXISTS stored');
  await database.run(`CREATE TABLE ${lines} (${fields.join(', ')})`);
  const inTime = `scheduledAt >= ${timestamp(range.from)} AND scheduledAt < ${timestamp(range.to)}`;
  if (paths.length > 0)
    await database.run(`INSERT INTO ${lines} SELECT * FROM ${readJson(kind, paths)} WHERE ${inTime} AND (${keep})`);
  await makeViews(database, kind, lines);
}

/** Twice as much is set aside for each thread. The longest line is the message of a thousand alerts. */
const MOST_LINE_BYTES = 2 ** 22;

/** A field of another type than it should have is NULL; every line was seen to be JSON. */
function readJson(kind: ObjectKind, paths: readonly string[]): string {
  const fields = Object.entries(lineFields[kind]).map(([name, type]) => `${quoted(name)}: ${quoted(type)}`);
  const files = paths.map((path) => quoted(literally(path))).join(', ');
  const form = "format = 'newline_delimited', compression = 'gzip', hive_partitioning = false, ignore_errors = true";
  return `read_json([${files}], ${form}, maximum_object_size = ${MOST_LINE_BYTES}, columns = {${fields.join(', ')}})`;
}

/** A path as DuckDB takes it, to which stars and brackets are a pattern. */
function literally(path: string): string {
  return path.replace(/[[*?]/g, '[$&]');
}

async function makeViews(database: Database, kind: ObjectKind, lines: string): Promise<void> {
  for (const { name, where, unnest, columns, kind: from } of historyTables) {
    if (from !== kind) continue;
    const selected = columns.map((column) => `CAST(${column.from} AS ${column.type}) AS "${column.name}"`).join(', ');
    const source = unnest === undefined ? lines : `(SELECT *, unnest(${unnest}) AS item FROM ${lines} WHERE ${where})`;
    const condition = unnest === undefined ? `WHERE ${where}` : '';
    await database.run(`CREATE VIEW ${name} AS SELECT ${selected} FROM ${source} ${condition}`);
  }
}

function timestamp(iso: string): string {
  return `TIMESTAMP ${quoted(iso.replace('T', ' ').replace('Z', ''))}`;
}
