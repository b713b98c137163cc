import { escapeMarkup } from '../../core/message-markdown.ts';
import type { Cell, Outline, Section, Table } from './outline.ts';
import { sectionTitles } from './titles.ts';

/** Rows of a table in a chat. */
const MOST_ROWS = 10;

/**
 * In Slack's own markup, of at most so many characters: whole sections from the beginning, and which ones are only on
 * the page. Words of others stand between backticks, or cannot format anything.
 */
export function digestMarkup({ period, figures, sections }: Outline, most: number): string {
  const summary = figures.map(({ value, label }) => `*${value}* ${label}`).join('  ·  ');
  const parts = sections.map((section) => ({ title: sectionTitles[section.id], text: sectionMarkup(section) }));
  const head = `${period}\n${summary}`;
  const shown: string[] = [head];
  for (const [index, part] of parts.entries()) {
    const rest = leftOut(parts.slice(index + 1).map(({ title }) => title));
    const withPart = [...shown, part.text].join('\n\n');
    if (withPart.length + rest.length + 2 > most)
      return [...shown, leftOut(parts.slice(index).map(({ title }) => title))].join('\n\n');
    shown.push(part.text);
  }
  return shown.join('\n\n');
}

function leftOut(titles: readonly string[]): string {
  return titles.length === 0 ? '' : `… ${titles.join(', ')}: see the mail or the page`;
}

function sectionMarkup({ id, notes, tables }: Section): string {
  return [`*${sectionTitles[id]}*`, ...notes.map((note) => plain(note)), ...tables.flatMap(tableMarkup)].join('\n');
}

/** A chat has no tables: each row is a line, with the names of the columns where a number alone says nothing. */
function tableMarkup({ columns, rows, leftOut: left }: Table): readonly string[] {
  const shown = rows.slice(0, MOST_ROWS);
  const more = left + rows.length - shown.length;
  const lines = shown.map((row) => {
    const cells = row.map((cell, place) => cellMarkup(cell, columns[place]?.title ?? ''));
    return `• ${cells.filter((text) => text !== '').join('  ')}`;
  });
  return [...lines, ...(more > 0 ? [`… and ${more} more`] : [])];
}

const nameless = new Set([
  'Severity',
  'Alert',
  'Where',
  'Alerts',
  'Command',
  'Setting',
  'Shard',
  'Node',
  'Role',
  'What',
  'Change',
  'Audit',
  'Held back',
]);

function cellMarkup({ text, code }: Cell, title: string): string {
  if (text === '') return '';
  const words = code === true ? `\`${escapeMarkup(text).replaceAll('`', 'ˋ')}\`` : plain(text);
  return nameless.has(title) ? words : `_${title.toLowerCase()}_ ${words}`;
}

/** The signs that would begin bold, italic, struck out or code are taken as the characters that they look like. */
function plain(text: string): string {
  return escapeMarkup(text)
    .replaceAll('*', '∗')
    .replaceAll('`', 'ˋ')
    .replace(/[_~](?=\S)|(?<=\S)[_~]/g, '$&\u200b');
}
