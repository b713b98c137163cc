/**
 * What servers say reaches terminals, tickets and build pages. A name or an error text may hold terminal escapes
 * or characters that turn the direction of the text: they are shown as what they are instead of being obeyed.
 */

/** Controls, invisible format characters (direction and zero-width marks among them), line and paragraph separators. */
export const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const printable = /^[\x20-\x7e]*$/;

/** One line without control characters: a newline becomes the two characters `\n`, an escape `\x1b`. */
export function neutralLine(text: string): string {
  // Nearly all text is like that, and the other look is slow.
  if (printable.test(text)) return text;
  return text.toWellFormed().replace(unprintable, escaped);
}

/** The same for text that may have several lines; a tab becomes a space. */
export function neutralText(text: string): string {
  return text
    .split(/\r\n|\n/)
    .map((line) => neutralLine(line.replaceAll('\t', ' ')))
    .join('\n');
}

function escaped(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return ' ';
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  return code < 0x100 ? `\\x${digits.padStart(2, '0')}` : `\\u${digits.padStart(4, '0')}`;
}
