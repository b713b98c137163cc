import { table as columns, indent } from '../layout.ts';
import type { Outline, Section, Table } from './outline.ts';
import { sectionTitles } from './titles.ts';

/** Rows of a table in a mail; the page has more of them. */
const MOST_ROWS = 30;

/** Characters of one cell of a mail that stands in a column; the last one of a row may be as long as it is. */
const MOST_CELL = 72;

/**
 * As a mail says it. Each part begins with a line in capitals, by which a chat finds it too, and has no empty line in
 * it.
 *
 * @param more where the page is
 */
export function digestText({ title, period, figures, sections }: Outline, more?: string): string {
  const summary = figures.map(({ value, label }) => `${value} ${label}`).join(', ');
  const parts = sections.map(sectionText);
  return [`${title}\n${period}\n${summary}`, ...parts, ...(more === undefined ? [] : [more])].join('\n\n');
}

function sectionText({ id, notes, tables }: Section): string {
  return [sectionTitles[id].toUpperCase(), ...indent(notes, 2), ...tables.flatMap(tableText)].join('\n');
}

function tableText({ columns: heads, rows, leftOut }: Table): readonly string[] {
  const shown = rows.slice(0, MOST_ROWS);
  const left = leftOut + rows.length - shown.length;
  const cells = shown.map((row) => row.map(({ text }, place) => (place < row.length - 1 ? short(text) : text)));
  const alignments = heads.map(({ align }) => align ?? ('left' as const));
  return [
    ...indent(columns([heads.map(({ title }) => title), ...cells], alignments), 2),
    ...(left > 0 ? [`  … and ${left} more`] : []),
  ];
}

function short(text: string): string {
  const characters = Array.from(text);
  return characters.length <= MOST_CELL ? text : `${characters.slice(0, MOST_CELL - 1).join('')}…`;
}
