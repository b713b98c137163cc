import { findingsTables } from './findings-tables.ts';
import { logTables } from './log-tables.ts';
import { nodeTables } from './node-tables.ts';
import type { HistoryTable } from './table.ts';

/** Every table, in the order in which the documentation lists them. */
export const historyTables: readonly HistoryTable[] = [...findingsTables, ...logTables, ...nodeTables];
