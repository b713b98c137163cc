import type { PageResource, PageSeverity } from '../page-data.ts';
import { type Child, el } from './dom.ts';

/** What a view is made with. */
const marks = { critical: '■', warning: '▲', info: '●' } as const;

/** A severity by its shape, its word and its colour. */
export function severityMark(severity: PageSeverity): HTMLElement {
  return el(
    'span',
    { class: `mark ${severity}` },
    el('span', { 'aria-hidden': 'true' }, marks[severity]),
    ` ${severity}`,
  );
}

/** A word with a shape before it: good, bad or neither. */
export function stateMark(word: string, mood: 'good' | 'bad' | 'none'): HTMLElement {
  const shape = { good: '✓', bad: '✕', none: '–' }[mood];
  return el('span', { class: `mark ${mood}` }, el('span', { 'aria-hidden': 'true' }, shape), ` ${word}`);
}

/** `10.0.0.1:6379`, `shard 0`, `cluster` */
export function resourceName({ kind, id, address, shard }: PageResource): string {
  if (kind === 'node') return address ?? id;
  return kind === 'shard' ? `shard ${shard ?? id}` : kind;
}

/** Text as servers and clients wrote it: in one width, and breaking anywhere. */
export function code(text: string): HTMLElement {
  return el('code', {}, text);
}

/** A part of a view with a heading. */
export function section(title: string, ...children: readonly Child[]): HTMLElement {
  return el('section', { class: 'panel' }, el('h2', {}, title), ...children);
}

/** Why there is nothing to see. */
export function nothing(text: string): HTMLElement {
  return el('p', { class: 'nothing' }, text);
}

/** What a chart shows as a table, folded away. */
export function folded(summary: string, content: () => Child): HTMLElement {
  const details = el('details', { class: 'folded' }, el('summary', {}, summary));
  let isMade = false;
  // Tables of charts have thousands of rows: they are made when somebody wants them.
  details.addEventListener('toggle', () => {
    if (!isMade && details.open) details.append(...[content()].flat().filter((each) => each instanceof Node));
    isMade = true;
  });
  return details;
}
