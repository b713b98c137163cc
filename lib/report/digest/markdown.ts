import { markdownCellCode, markdownTable, markdownText } from '../escape-markdown.ts';
import type { Cell, Outline, Section, Table } from './outline.ts';
import { sectionTitles } from './titles.ts';

/** As GitHub-flavoured Markdown, for a ticket or a wiki. */
export function digestMarkdown({ title, period, figures, sections }: Outline): string {
  const summary = figures.map(({ value, label }) => `**${value}** ${label}`).join(', ');
  const parts = sections.flatMap(sectionMarkdown);
  return `${[`# ${markdownText(title)}`, '', `${period}: ${summary}`, ...parts].join('\n')}\n`;
}

function sectionMarkdown({ id, notes, tables }: Section): readonly string[] {
  return [
    '',
    `## ${sectionTitles[id]}`,
    ...notes.flatMap((note) => ['', markdownText(note)]),
    ...tables.flatMap(tableMarkdown),
  ];
}

function tableMarkdown({ columns, rows, leftOut }: Table): readonly string[] {
  const heads = columns.map(({ title }) => title);
  const lines = markdownTable(
    heads,
    rows.map((row) => row.map(cellMarkdown)),
  );
  return ['', ...lines, ...(leftOut > 0 ? ['', `… and ${leftOut} more`] : [])];
}

function cellMarkdown({ text, code, tone }: Cell): string {
  if (code === true && text !== '') return markdownCellCode(text);
  return tone === 'critical' ? `**${markdownText(text)}**` : markdownText(text);
}
