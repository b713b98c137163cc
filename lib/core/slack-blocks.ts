import { cutText } from './cut-text.ts';
import type { MessageDocument } from './message-document.ts';
import { escapeMarkup, partMarkdown, WHOLE_MESSAGE } from './message-markdown.ts';

/** What a Slack incoming webhook takes. */
export interface SlackMessage {
  /** For notifications on a telephone. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

type SlackBlock =
  | { readonly type: 'header'; readonly text: { readonly type: 'plain_text'; readonly text: string } }
  | { readonly type: 'section'; readonly text: { readonly type: 'mrkdwn'; readonly text: string } };

/** Slack's limits: blocks in a message, characters in a header, in a section, and in all of them. */
const MOST_BLOCKS = 50;
const MOST_HEADER = 150;
const MOST_SECTION = 3000;
const MOST_CHARACTERS = 12_000;

/** One section for each part of the message: as many as Slack takes, and how many more there are. */
export function slackMessage({ subject, content, partsLeftOut }: MessageDocument): SlackMessage {
  const sections = [escapeMarkup(content.opening), ...content.parts.map(partMarkdown)].map((text) =>
    cutText(text, MOST_SECTION, WHOLE_MESSAGE),
  );
  let length = 0;
  const fitting = sections.slice(0, MOST_BLOCKS - 2).filter((text) => {
    length += text.length;
    return length <= MOST_CHARACTERS;
  });
  const left = sections.length - fitting.length + partsLeftOut;
  const rest = left === 0 ? [] : [`… and ${left} more: ${WHOLE_MESSAGE}`];
  return { text: escapeMarkup(subject), blocks: [header(subject), ...[...fitting, ...rest].map(section)] };
}

/** What somebody else published to the topic is shown as it is. */
export function slackText(subject: string, text: string): SlackMessage {
  const head = subject === '' ? [] : [header(subject)];
  return {
    text: escapeMarkup(subject || 'A message'),
    blocks: [...head, section(cutText(escapeMarkup(text), MOST_SECTION))],
  };
}

function header(text: string): SlackBlock {
  return { type: 'header', text: { type: 'plain_text', text: cutText(text, MOST_HEADER) } };
}

function section(text: string): SlackBlock {
  return { type: 'section', text: { type: 'mrkdwn', text } };
}
