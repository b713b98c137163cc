import type { CachePlace } from './cache-place.ts';
import { type Database, openDatabase } from './database.ts';
import { type FactsReader, factsReader } from './facts-reader.ts';
import { listDays } from './listing.ts';
import { loadLines } from './load.ts';
import type { DayTools } from './objects.ts';
import { boundCache, type Problem } from './pack.ts';
import { packsOf } from './packs.ts';
import type { Row } from './rows.ts';
import type { HistoryRange, HistorySource, ObjectKind } from './source.ts';

/** Where a history is read from, and how. */
export interface HistoryOptions {
  readonly source: HistorySource;
  readonly cache: CachePlace;
  readonly range: HistoryRange;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Ends a statement that takes too long. */
  readonly signal?: AbortSignal;
}

export type { Row } from './rows.ts';

/** The stored history of a range of time, as tables that SQL asks. {@link historyTables} says what is in them. */
export interface History {
  /** For people: a directory or `s3://BUCKET`. */
  readonly location: string;
  readonly range: HistoryRange;
  readonly now: number;
  /**
   * Makes the tables of these kinds of objects. What is loaded already stays as it is.
   *
   * @param keep which lines, in SQL about the fields of the lines; all by default
   * @throws StoreError
   */
  load(kind: ObjectKind, keep?: string): Promise<void>;
  /** Makes the tables of a kind without rows. */
  declare(kind: ObjectKind): Promise<void>;
  /** @param values of `$name` in the statement */
  rows(sql: string, values?: Readonly<Record<string, string | number>>): Promise<readonly Row[]>;
  /** The facts that audits have stored. */
  readonly facts: FactsReader;
  /** Objects that were passed over so far. */
  problems(): readonly Problem[];
  readonly database: Database;
  close(): void;
}

/** Opens the history of a range. Nothing is read yet. @throws AuditorError where there is no DuckDB */
export async function openHistory({ source, cache, range, now, signal }: HistoryOptions): Promise<History> {
  await boundCache(cache);
  const database = await openDatabase(signal);
  const tools: DayTools = { source, cache };
  const problems: Problem[] = [];
  const loaded = new Set<ObjectKind>();
  return {
    location: source.objects.location,
    range,
    now,
    facts: factsReader(tools, range, (problem) => problems.push(problem)),
    async load(kind, keep) {
      if (loaded.has(kind)) return;
      loaded.add(kind);
      const packs = await packsOf(await listDays(source, kind, range), tools, signal);
      problems.push(...packs.flatMap((pack) => pack.problems));
      const paths = packs.map(({ path }) => path);
      await loadLines(database, { kind, paths, range, ...(keep === undefined ? {} : { keep }) });
    },
    async declare(kind) {
      if (loaded.has(kind)) return;
      loaded.add(kind);
      await loadLines(database, { kind, paths: [], range });
    },
    rows: (sql, values) => database.rows(sql, values),
    problems: () => problems,
    database,
    close: () => database.close(),
  };
}
