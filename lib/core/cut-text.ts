/**
 * Text of at most `most` characters: what is too much is left out at the end, and counted. Characters are never cut in
 * half.
 *
 * @param where to read the whole of it
 */
export function cutText(text: string, most: number, where = ''): string {
  if (text.length <= most) return text;
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  const note = (left: number): string => `\n… ${left} more characters${where === '' ? '' : `: ${where}`}`;
  const kept = Math.max(0, most - note(characters.length).length);
  return `${characters.slice(0, kept).join('')}${note(characters.length - kept)}`;
}
