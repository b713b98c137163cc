import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import pLimit from 'p-limit';
import { AuditorError } from '../core/errors.ts';
import { type Row, rowOf } from './rows.ts';

/** What DuckDB may take; what does not fit goes to a temporary folder. The process around it takes about as much again. */
const MEMORY = '160MB';

const MOST_THREADS = 2;

/** An embedded database in memory, for the length of one command. */
export interface Database {
  /** Runs a statement of ours. */
  run(this: void, sql: string, values?: Readonly<Record<string, DuckDBValue>>): Promise<void>;
  /** Rows by name of column, as {@link plainValue} has their values. */
  rows(sql: string, values?: Readonly<Record<string, DuckDBValue>>): Promise<readonly Row[]>;
  readonly connection: DuckDBConnection;
  /** From here on no file is read or written, whatever a statement says, and that cannot be taken back. */
  lock(): Promise<void>;
  /** What runs is interrupted, and ends before the database does; what still waits for its turn fails. */
  close(): void;
}

/** @param signal interrupts what is running @throws AuditorError where there is no DuckDB for this platform */
export async function openDatabase(signal?: AbortSignal): Promise<Database> {
  const { DuckDBInstance: Instance } = await duckdb();
  const spill = mkdtempSync(join(tmpdir(), 'redis-auditor-'));
  const threads = String(Math.min(MOST_THREADS, availableParallelism()));
  const settings = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' };
  const instance = await Instance.create(':memory:', {
    ...settings,
    threads,
    memory_limit: MEMORY,
    temp_directory: spill,
  });
  const connection = await instance.connect();
  const interrupt = (): void => connection.interrupt();
  signal?.addEventListener('abort', interrupt);
  const database = databaseOn(connection, () => {
    signal?.removeEventListener('abort', interrupt);
    connection.closeSync();
    instance.closeSync();
    rmSync(spill, { recursive: true, force: true });
  });
  await database.run("SET TimeZone = 'UTC'");
  await database.run('SET preserve_insertion_order = false');
  return database;
}

/**
 * One statement after the other: a connection runs one at a time, and each that waited inside it would keep a thread
 * from everything else, and would meet a connection that is gone when another one had failed and nobody waited.
 */
function databaseOn(connection: DuckDBConnection, close: () => void): Database {
  const inTurn = pLimit({ concurrency: 1, rejectOnClear: true });
  return {
    connection,
    async run(sql, values) {
      await inTurn(() => connection.run(sql, values));
    },
    async rows(sql, values) {
      const reader = await inTurn(() => connection.runAndReadAll(sql, values));
      const [names, types] = [reader.columnNames(), reader.columnTypes()];
      return reader.getRowsJson().map((row) => rowOf(row, names, types));
    },
    async lock() {
      await inTurn(() => connection.run('SET enable_external_access = false'));
      await inTurn(() => connection.run('SET lock_configuration = true'));
    },
    close() {
      inTurn.clearQueue();
      if (inTurn.activeCount === 0) return close();
      connection.interrupt();
      void inTurn(close);
    },
  };
}

/** Loaded where it is wanted: 70 MB of native code, which no other command needs. */
async function duckdb() {
  try {
    return await import('@duckdb/node-api');
  } catch (error) {
    const hint = 'It comes with `npm ci` for Linux, macOS and Windows, unless optional packages are left out.';
    throw new AuditorError('there is no DuckDB for this platform, with which the history is read', hint, error);
  }
}

/** A text as a literal of SQL. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
