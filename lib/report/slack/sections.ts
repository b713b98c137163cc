import { neutralText } from '../neutral.ts';
import { cut, lengthOf, roomFor } from './cut.ts';

/** What is shown in one piece: a finding with its headline, or a paragraph of prose. */
export interface Section {
  /** Severity and title; empty for prose, and for what goes on from the section before. */
  readonly headline: string;
  readonly body: string;
  /** Laid out in columns, with commands in it: nothing in there may be taken for anything else than it is. */
  readonly code: boolean;
}

/** A line that begins the part about one finding, and holds nothing that Slack takes for formatting. */
const headlinePattern = /^(?:CRITICAL|WARNING|INFO|RESOLVED)\b[^*_~`]{0,300}$/;

/** The paragraphs of a text; one that has more than `room` goes on in another section. */
export function sectionsOf(text: string, room: number): readonly Section[] {
  const paragraphs = neutralText(text).split(/\n{2,}/);
  return paragraphs.flatMap((paragraph) => split(read(paragraph), room)).filter(hasWords);
}

function read(paragraph: string): Section {
  const [first = '', ...others] = paragraph.split('\n');
  if (!headlinePattern.test(first)) return { headline: '', body: paragraph, code: false };
  // Three backticks would end the block of code; these only look like them.
  const body = others.join('\n').replace(/`{3,}/g, (run) => 'ˋ'.repeat(run.length));
  return { headline: first, body, code: true };
}

/** Slack refuses a text without any words. */
export function hasWords({ headline, body }: Section): boolean {
  return headline !== '' || body.trim() !== '';
}

function split(section: Section, room: number): readonly Section[] {
  const [begin, rest] = cutSection(section, room);
  return rest === '' ? [begin] : [begin, ...split({ ...section, headline: '', body: rest }, room)];
}

/** As much of a section as there is room for, and what is left of its body. */
export function cutSection(section: Section, room: number): readonly [Section, rest: string] {
  const [body, rest] = cut(section.body, room - roomFor(section.headline));
  return [{ ...section, body }, rest];
}

export function sectionLength({ headline, body }: Section): number {
  return lengthOf(headline) + lengthOf(body);
}

export function sectionRoom({ headline, body }: Section): number {
  return roomFor(headline) + roomFor(body);
}
