import { cutText } from './cut-text.ts';
import type { ReadyStep } from './fix-steps.ts';
import type { MessageContent, MessagePart } from './notification.ts';
import { utcTime } from './utc-time.ts';

/** Stands where a message had to be cut. */
export const WHOLE_MESSAGE = 'the history of alerts has all of it';

/** In Slack's own markup, of at most so many characters: as many parts as fit, and how many more there are. */
export function messageMarkdown({ opening, parts, partsLeftOut, closing }: MessageContent, most: number): string {
  const blocks = [opening, ...parts, ...closing].map((block) =>
    typeof block === 'string' ? escapeMarkup(block) : partMarkdown(block),
  );
  const note = (left: number): string => `… and ${left} more: ${WHOLE_MESSAGE}`;
  let length = 0;
  const fitting = blocks.filter((block) => {
    length += block.length + 2;
    return length <= most - note(blocks.length + partsLeftOut).length;
  });
  const left = blocks.length - fitting.length + partsLeftOut;
  if (left === 0) return blocks.join('\n\n');
  // Not even the first part: better half of it than nothing.
  if (fitting.length <= 1) return cutText(blocks.join('\n\n'), most, WHOLE_MESSAGE);
  return [...fitting, note(left)].join('\n\n');
}

function partMarkdown(part: MessagePart): string {
  const { state, severity, title, rule, where, what, since, reason, why, steps } = part;
  const head = `*${state === 'firing' ? severity.toUpperCase() : state.toUpperCase()}*  ${escapeMarkup(title)}  \`${rule}\``;
  if (state === 'resolved') return `${head}\n${escapeMarkup(where)}, since ${utcTime(since)}: ${escapeMarkup(reason)}`;
  return [
    head,
    `*Where:* ${escapeMarkup(where)}`,
    `*What:* ${escapeMarkup(what)}`,
    `*Since:* ${utcTime(since)}; ${escapeMarkup(reason)}`,
    `*Why:* ${escapeMarkup(why)}`,
    ...(steps.length === 0 ? [] : ['*To do:*']),
    ...steps.map(({ kind, text }) =>
      kind === 'command' ? `\`\`\`${escapeMarkup(text)}\`\`\`` : `• ${escapeMarkup(text)}`,
    ),
  ].join('\n');
}

/** One step in a list of its own: a command stands out, and can be copied. */
export function stepMarkdown({ kind, text }: ReadyStep): string {
  return kind === 'command' ? `\`${escapeMarkup(text)}\`` : escapeMarkup(text);
}

/** What would call everybody, or make a link, is shown as it is written. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
