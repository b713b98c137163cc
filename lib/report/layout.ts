/** Plain text in columns. Widths are counted in characters; colours are put on afterwards. */

/** Lines of at most `width` characters; a word longer than that has a line of its own. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (word === '') continue;
    if (line === '') line = word;
    else if (line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === '' ? lines : [...lines, line];
}

export function indent(lines: readonly string[], by: number): readonly string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line));
}

/** A label in a column of its own, the text wrapped beside it. */
export function labelled(
  label: string,
  text: string,
  columns: { readonly label: number; readonly width: number },
): readonly string[] {
  return beside(label, wrap(text, columns.width - columns.label), columns.label);
}

/** A label before the first line, the others below it. */
export function beside(label: string, lines: readonly string[], width: number): readonly string[] {
  return lines.map((line, index) => (index === 0 ? label : '').padEnd(width) + line);
}

export type Alignment = 'left' | 'right';

/** Rows in aligned columns, two spaces apart. */
export function table(rows: readonly (readonly string[])[], alignments: readonly Alignment[]): readonly string[] {
  const widths = alignments.map((_, column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return alignments[column] === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
