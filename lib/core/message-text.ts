import { cutText } from './cut-text.ts';
import type { MessageContent, MessagePart, NotifiedAlert } from './notification.ts';
import { utcTime } from './utc-time.ts';

/** Characters of the text: several forms of it have to fit into one message of 256 KB. */
const TEXT_LIMIT = 48_000;

/** Of these, for the list of what is over. */
const LIST_LIMIT = 6000;

/** Characters of what a node said. */
const MOST_WORDS = 2000;

/**
 * As a mail says it. What is too much for one is left out from the end, where the least urgent stands, and
 * counted.
 *
 * @param alertCount all that are told, in a part or not
 */
export function textOf({ opening, parts, closing }: MessageContent, alertCount: number): string {
  const open = parts.filter(({ state }) => state !== 'resolved');
  const over = parts.filter(({ state }) => state === 'resolved');
  const paragraphs = fitting(open.map(paragraphOf), TEXT_LIMIT - LIST_LIMIT);
  const lines = fitting(over.map(overLine), LIST_LIMIT);
  const told = countIn([...open.slice(0, paragraphs.length), ...over.slice(0, lines.length)]);
  const left = alertCount - told;
  return [
    opening,
    ...(left === 0 ? [] : [leftOutSentence(left)]),
    ...paragraphs,
    ...(lines.length === 0 ? [] : [['RESOLVED', ...lines].join('\n')]),
    ...closing,
  ].join('\n\n');
}

/** As many texts from the beginning as fit, and one in any case. */
function fitting(texts: readonly string[], most: number): readonly string[] {
  let length = 0;
  const end = texts.findIndex((text) => {
    length += text.length + 2;
    return length > most;
  });
  return end === -1 ? texts : texts.slice(0, Math.max(1, end));
}

function leftOutSentence(left: number): string {
  return `${left} more ${left === 1 ? 'alert is' : 'alerts are'} left out here, the least urgent ones; the history has all of them.`;
}

function countIn(parts: readonly MessagePart[]): number {
  return parts.reduce((sum, { alerts }) => sum + alerts.length, 0);
}

/** Why it matters and what to do is said once for a rule: of what follows only the place differs. */
function paragraphOf(part: MessagePart, index: number, parts: readonly MessagePart[]): string {
  const { title, rule, where, what, since, reason, why, steps } = part;
  const isRepeated = parts[index - 1]?.rule === rule;
  return [
    `${labelOf(part)}  ${title}  [${rule}]`,
    `Where:  ${where}`,
    `What:   ${cutText(what, MOST_WORDS)}`,
    `Since:  ${utcTime(since)}; ${reason}`,
    ...(isRepeated
      ? ['Why, and what to do: as above.']
      : [
          `Why:    ${why}`,
          'To do:',
          ...steps.map((step) => (step.kind === 'command' ? `    ${step.text}` : `  - ${step.text}`)),
        ]),
  ].join('\n');
}

function overLine({ title, rule, where, since, reason }: MessagePart): string {
  return `  - ${title}  [${rule}]  ${where}, since ${utcTime(since)}: ${reason}`;
}

/** What stands before an alert, in the subject too. */
export function labelOf({ state, severity }: Pick<NotifiedAlert, 'state' | 'severity'>): string {
  return state === 'resolved' ? 'RESOLVED' : state === 'flapping' ? 'FLAPPING' : severity.toUpperCase();
}
