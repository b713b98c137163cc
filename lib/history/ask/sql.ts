import { AuditorError, UsageError } from '../../core/errors.ts';
import type { SqlAnswer } from '../../core/history/answers.ts';
import type { History } from '../read-model.ts';
import { plainValues } from '../rows.ts';
import { historyTables } from '../tables.ts';
import { loadRuns } from './runs.ts';
import { headOf } from './words.ts';

/** Rows that are shown; more than that nobody reads, and a program asks for less at a time. */
const MOST_ROWS = 100_000;

/** As DuckDB numbers kinds of statements. */
const [SELECT, EXPLAIN] = [1, 4];

/**
 * Answers one statement of SQL. By then the database has no way to any file, to the network or to its own settings, and
 * only what reads is taken: a statement may come from anywhere.
 *
 * @throws StoreError, NoHistoryError; UsageError for what is no statement that reads, or is wrong
 */
export async function askSql(history: History, statement: string): Promise<SqlAnswer> {
  await loadNamed(history, statement);
  await history.database.lock();
  const { connection } = history.database;
  const prepared = await worded(async () => {
    const statements = await connection.extractStatements(statement);
    if (statements.count !== 1) throw new UsageError(`${statements.count} statements were given`, 'give one');
    return statements.prepare(0);
  });
  const isReading = [SELECT, EXPLAIN].includes(Number(prepared.statementType));
  if (!isReading) throw new UsageError('the statement does more than read', 'only SELECT, SHOW and DESCRIBE are taken');
  const reader = await worded(async () => {
    const read = await prepared.streamAndReadUntil(MOST_ROWS + 1);
    return read;
  });
  const [names, types] = [reader.deduplicatedColumnNames(), reader.columnTypes()];
  const rows = reader.getRowsJson().slice(0, MOST_ROWS);
  const values = rows.map((row) => plainValues(row, types));
  return { ...headOf(history), columns: names, rows: values, cut: reader.currentRowCount > MOST_ROWS };
}

/** Only what the statement names is read: tables of facts take the longest. */
async function loadNamed(history: History, statement: string): Promise<void> {
  const named = historyTables.filter(({ name }) => new RegExp(`\\b${name}\\b`, 'i').test(statement));
  await loadRuns(history);
  for (const { kind } of named) await history.load(kind);
  const loaded = new Set(['findings', ...named.map(({ kind }) => kind)]);
  // The others are there without rows, so that SHOW and DESCRIBE tell of all of them.
  for (const { kind } of historyTables) if (!loaded.has(kind)) await history.declare(kind);
}

/** What is wrong with a statement, in DuckDB's words, is for whoever wrote it. */
async function worded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { message } = error as { readonly message?: unknown };
    if (error instanceof AuditorError || typeof message !== 'string') throw error;
    throw new UsageError(`the statement cannot be run: ${message.trim()}`, 'docs/history.md lists tables and columns');
  }
}
