import { beside, table, wrap } from '../layout.ts';
import { neutralLine } from '../neutral.ts';

/** One value of a table; null is nothing. */
export type Cell = string | number | boolean | null;

/** A table for people or for a spreadsheet. */
export interface Grid {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Narrower than this the last column is not wrapped any more. */
const LEAST_LAST = 24;

/** A table in aligned columns; the last one is wrapped beside the others. Nothing in it is obeyed by a terminal. */
export function gridLines({ columns, rows }: Grid, width: number): readonly string[] {
  const head = columns.map((name) => name.toUpperCase());
  const texts = [head, ...rows.map((row) => row.map(shown))];
  const isNumber = columns.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  const alignments = isNumber.map((is) => (is ? ('right' as const) : ('left' as const)));
  const lefts = table(
    texts.map((row) => row.slice(0, -1)),
    alignments.slice(0, -1),
  );
  const left = Math.max(0, ...lefts.map((line) => line.length)) + (columns.length > 1 ? 2 : 0);
  const right = Math.max(LEAST_LAST, width - left);
  return texts.flatMap((row, index) => {
    const last = row.at(-1) ?? '';
    const wrapped = wrap(last, right);
    return beside(lefts[index] ?? '', wrapped.length === 0 ? [''] : wrapped, left).map((line) => line.trimEnd());
  });
}

function shown(cell: Cell): string {
  return cell === null ? '' : neutralLine(String(cell));
}

/**
 * A table as CSV (RFC 4180, with a head). Texts that a spreadsheet would take for a formula begin with an apostrophe, and
 * control characters are shown as what they are.
 */
export function gridCsv({ columns, rows }: Grid): string {
  return [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = neutralLine(cell);
  const safe = /^[\s=+\-@|%]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
