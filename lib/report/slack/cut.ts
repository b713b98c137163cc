import { escapeMarkup } from '../../core/message-markdown.ts';

/** Text of others in a message to Slack: shown as it is, as long as there is room, and never obeyed. */

/** Characters that a text has for people: of what is sent, and what Slack counts, there are more. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** Characters that this text takes in the document that is sent, its escapes included. */
export function roomFor(text: string): number {
  return JSON.stringify(escapeMarkup(text)).length - 2;
}

/** Looks at a long text no longer than it must. */
function fits(text: string, room: number): boolean {
  return text.length <= room && roomFor(text) <= room;
}

/**
 * As much of the beginning as there is room for, and the rest. Cut at the end of a line if that does not waste half
 * of the room, else between two characters.
 */
export function cut(text: string, room: number): readonly [shown: string, rest: string] {
  if (fits(text, room)) return [text, ''];
  let [used, end] = [0, 0];
  for (const character of text) {
    used += roomFor(character);
    if (used > room) break;
    end += character.length;
  }
  const line = text.lastIndexOf('\n', end - 1);
  if (line > end / 2) return [text.slice(0, line), text.slice(line + 1)];
  return [text.slice(0, end), text.slice(end)];
}

/** The same for a title: what does not fit is counted at its end. */
export function shortened(text: string, room: number): string {
  if (fits(text, room)) return text;
  const [shown, rest] = cut(text, room - roomFor(countOf(lengthOf(text))));
  return `${shown}${countOf(lengthOf(rest))}`;
}

function countOf(left: number): string {
  return `… (${left} more)`;
}
