import type { Announcement } from '../core/announcement.ts';
import { escapeMarkup } from '../core/message-markdown.ts';
import { neutralLine } from './neutral.ts';
import { roomFor, shortened } from './slack/cut.ts';
import { cutSection, hasWords, type Section, sectionLength, sectionRoom, sectionsOf } from './slack/sections.ts';

/** What Slack refuses to take more of. The last one is not documented: refusals begin above 13,000 characters. */
export const slackLimits = { header: 150, section: 3000, blocks: 50, message: 13_000 } as const;

/** Body of a request to an incoming webhook. */
export interface SlackMessage {
  /** For notifications and readers of screens; what is shown are the blocks. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  readonly link_names: false;
  readonly unfurl_links: false;
  readonly unfurl_media: false;
}

export type SlackBlock =
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'section'; readonly text: PlainText | Markup }
  | { readonly type: 'context'; readonly elements: readonly PlainText[] };

type PlainText = { readonly type: 'plain_text'; readonly text: string; readonly emoji: false };
type Markup = { readonly type: 'mrkdwn'; readonly text: string; readonly verbatim: true };

/** Characters of a section beside its words, and of the block around it. */
const MARKUP_ROOM = 20;
const BLOCK_ROOM = 120;
/** Less than this of a section is not worth showing. */
const LEAST_ROOM = 200;
/** For the line that counts what is left out. */
const COUNT_ROOM = 200;
/** Of what stands below the title; it is one short sentence of ours. */
const ABOUT_ROOM = 300;

/**
 * The message for a channel: each finding in a block of its own, laid out as in the text. Names of keys, hosts and
 * clients stand in it as they are, but cannot format anything, mention anybody or pass for a link to somewhere else.
 */
export function slackMessage(announcement: Announcement): SlackMessage {
  const title = titleOf(announcement);
  const head: readonly SlackBlock[] = [{ type: 'header', text: plain(title) }, ...about(announcement)];
  const rest = { link_names: false, unfurl_links: false, unfurl_media: false } as const;
  const frame = { text: unmentioned(title), blocks: head, ...rest };
  const sections = sectionsOf(announcement.text, slackLimits.section - MARKUP_ROOM);
  const room = slackLimits.message - JSON.stringify(frame).length - COUNT_ROOM;
  return { ...frame, blocks: [...head, ...fit(sections, room, slackLimits.blocks - head.length - 1)] };
}

const marks: readonly (readonly [RegExp, string])[] = [
  [/^\[CRITICAL\]/, '🔴 '],
  [/^\[WARNING\]/, '🟠 '],
  [/^\[INFO\]/, '🔵 '],
  [/^\[RESOLVED\]/, '🟢 '],
];

function titleOf({ subject }: Announcement): string {
  const mark = marks.find(([pattern]) => pattern.test(subject))?.[1] ?? '';
  return shortened(`${mark}${neutralLine(subject)}`, slackLimits.header);
}

function about({ clusterId, reason }: Announcement): readonly SlackBlock[] {
  const words = [clusterId, reason].flatMap((each) => each?.trim() || []).join(' · ');
  return words === '' ? [] : [note(shortened(neutralLine(words), ABOUT_ROOM))];
}

/** Blocks for as many sections as there is room for, and a line that counts what is missing. */
function fit(sections: readonly Section[], room: number, mostBlocks: number): readonly SlackBlock[] {
  const blocks: SlackBlock[] = [];
  let left = room;
  for (const [index, section] of sections.entries()) {
    const space = blocks.length < mostBlocks ? left - BLOCK_ROOM : 0;
    if (sectionRoom(section) > space) return [...blocks, ...shownInPart(section, sections.slice(index + 1), space)];
    const block = blockOf(section);
    blocks.push(block);
    left -= JSON.stringify(block).length + 1;
  }
  return blocks;
}

function shownInPart(section: Section, others: readonly Section[], space: number): readonly SlackBlock[] {
  const [begin, rest] = cutSection(section, space);
  const isWorthIt = space >= LEAST_ROOM + roomFor(section.headline) && hasWords(begin);
  const missing = [...(isWorthIt ? [{ ...section, headline: '', body: rest }] : [section]), ...others];
  const count = missing.map(sectionLength).reduce((sum, length) => sum + length, 0);
  const words = `… ${count} more characters are left out here; the alert history has all of them.`;
  return [...(isWorthIt ? [blockOf(begin)] : []), note(words)];
}

function blockOf({ headline, body, code }: Section): SlackBlock {
  if (!code) return { type: 'section', text: plain(body) };
  const bold = headline === '' ? '' : `*${escapeMarkup(headline.trim())}*`;
  const block = body === '' ? '' : `\`\`\`\n${escapeMarkup(body)}\n\`\`\``;
  return { type: 'section', text: { type: 'mrkdwn', text: [bold, block].filter(Boolean).join('\n'), verbatim: true } };
}

function note(text: string): SlackBlock {
  return { type: 'context', elements: [plain(text)] };
}

function plain(text: string): PlainText {
  return { type: 'plain_text', text: escapeMarkup(text), emoji: false };
}

/** Outside of blocks names are looked for in plain words too: one that is broken by an invisible character is none. */
function unmentioned(text: string): string {
  return escapeMarkup(text).replace(/[@#](?=\w)/g, '$&\u200b');
}
