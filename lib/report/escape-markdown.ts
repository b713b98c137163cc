/** Text of others inside GitHub-flavoured Markdown: it must neither format, nor link, nor call anybody. */

/** Plain words. HTML is shown, not rendered; `@name` and `#12` do not become mentions and links. */
export function markdownText(text: string): string {
  return text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/[\\`*_{}[\]|~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/([@#])(?=\w)/g, '$1&#8203;')
    .replace(/:\/\//g, ':&#8203;//')
    .replace(/www\./gi, (www) => `${www.slice(0, 3)}&#8203;.`)
    .replace(/^(\s*)(?:([-+=#])|(\d+)([.)])(?=\s|$))/, opening);
}

/** What would begin a list or a heading is taken as the character it is. */
function opening(_: string, space: string, mark?: string, number?: string, dot?: string): string {
  return mark === undefined ? `${space}${number}\\${dot}` : `${space}\\${mark}`;
}

/** Sentences of our own, where `this` means code; everything else as {@link markdownText}. */
export function markdownProse(text: string): string {
  return text
    .split(/(`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 1 ? markdownCode(part.slice(1, -1)) : markdownText(part)))
    .join('');
}

/** A code span, whatever backticks are in the text. */
export function markdownCode(text: string): string {
  const line = text.replace(/\s*\n\s*/g, ' ');
  const fence = '`'.repeat(longestRun(line) + 1);
  const padding = line.startsWith('`') || line.endsWith('`') || line.trim() === '' ? ' ' : '';
  return `${fence}${padding}${line}${padding}${fence}`;
}

/** A code span in a table cell, where a pipe would end the cell even inside code. */
export function markdownCellCode(text: string): string {
  return markdownCode(text).replaceAll('|', '\\|');
}

/** A block of commands or of somebody's prose. */
export function markdownBlock(lines: readonly string[], language = ''): readonly string[] {
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
  return [`${fence}${language}`, ...lines, fence];
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
