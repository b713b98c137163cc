import type { SqlAnswer } from '../../core/history/answers.ts';
import { count } from '../words.ts';
import { type Cell, type Grid, gridLines } from './grid.ts';
import { page } from './words.ts';

/** The rows of an answer, in columns. */
export function sqlText(answer: SqlAnswer, width: number): string {
  const more = answer.cut ? `the first ${answer.rows.length} rows; there are more` : count(answer.rows.length, 'row');
  return page([...gridLines(sqlGrid(answer), width), '', `${more}.`]);
}

export function sqlGrid({ columns, rows }: SqlAnswer): Grid {
  return { columns, rows: rows.map((row) => row.map(cellOf)) };
}

function cellOf(value: unknown): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return JSON.stringify(value);
}
