/** Longest text that somebody outside chose and that is shown: a client's name, an address. */
const MAX_LENGTH = 64;

/** Control characters, invisible ones that change how the text around them is shown, and broken ones. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Text that somebody outside chose, fit to be stored and shown: without control and invisible characters, and not
 * longer than `maxLength` characters. One that had to be cut ends in `…`.
 */
export function neutralise(text: string, maxLength = MAX_LENGTH): string {
  const clean = text.replace(unprintable, '');
  const characters = clean.length <= maxLength ? [] : Array.from(clean);
  return characters.length <= maxLength ? clean : `${characters.slice(0, maxLength - 1).join('')}…`;
}
