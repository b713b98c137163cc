import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

/** A page of the documentation that somebody wrote by hand. */
export interface Page {
  /** From the project's root: `docs/runbook.md`. */
  readonly path: string;
  readonly text: string;
}

/** A fenced block, with the heading it stands under. */
export interface Block {
  readonly page: string;
  /** Of its first line of content; the first line of a page is 1. */
  readonly line: number;
  readonly heading: string;
  /** `sh`, `console`, `yaml`, `text` */
  readonly language: string;
  readonly lines: readonly string[];
}

/** Inline code. */
export interface Span {
  readonly page: string;
  readonly line: number;
  readonly text: string;
}

/** Without the pages that `npm run generate` writes: those have tests of their own. */
export function handwrittenPages(): readonly Page[] {
  const below = (folder: string): readonly string[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  return ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', ...below('docs').toSorted()]
    .filter((path) => path.endsWith('.md'))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
    .filter(({ text }) => !text.startsWith('<!-- Generated'));
}

export function pageAt(path: string): Page {
  return { path, text: readFileSync(join(root, path), 'utf8') };
}

/** What stands under one heading of the second level, its own headings included; null when there is no such heading. */
export function sectionOf({ path, text }: Page, heading: string): Page | null {
  const [, after] = text.split(`\n## ${heading}\n`);
  return after === undefined ? null : { path, text: after.split('\n## ')[0] ?? '' };
}

interface Reading {
  readonly blocks: Block[];
  /** Lines outside blocks, with their numbers. */
  readonly prose: { readonly line: number; readonly text: string }[];
  readonly headings: string[];
}

function read({ path, text }: Page): Reading {
  const reading: Reading = { blocks: [], prose: [], headings: [] };
  let open: { language: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^```(\w*)$/.exec(line);
    if (open !== undefined && fence !== null) {
      reading.blocks.push({ page: path, heading: reading.headings.at(-1) ?? '', ...open });
      open = undefined;
    } else if (open !== undefined) open.lines.push(line);
    else if (fence !== null) open = { language: fence[1] ?? '', line: index + 2, lines: [] };
    else {
      const heading = /^#+ (.*)$/.exec(line)?.[1];
      if (heading !== undefined) reading.headings.push(heading);
      reading.prose.push({ line: index + 1, text: line });
    }
  }
  return reading;
}

export function blocksOf(page: Page): readonly Block[] {
  return read(page).blocks;
}

export function spansOf(page: Page): readonly Span[] {
  return read(page).prose.flatMap(({ line, text }) =>
    [...text.matchAll(/`([^`]+)`/g)].map((match) => ({ page: page.path, line, text: match[1] ?? '' })),
  );
}

/** Targets of links in the prose, as they are written. */
export function linksOf(page: Page): readonly Span[] {
  return read(page).prose.flatMap(({ line, text }) =>
    [...text.replaceAll(/`[^`]*`/g, 'code').matchAll(/\]\(([^)\s]+)\)/g)].map((match) => ({
      page: page.path,
      line,
      text: match[1] ?? '',
    })),
  );
}

/** The names by which links reach the headings of a page, as GitHub makes them. */
export function anchorsOf(page: Page): readonly string[] {
  return read(page).headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
