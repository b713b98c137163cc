import { type Child, el } from './dom.ts';

/** A column of a table. */
export interface Column<T> {
  readonly title: string;
  readonly cell: (row: T) => Child;
  /** Lines numbers up at their ends. */
  readonly isNumber?: boolean;
}

export interface TableOptions<T> {
  /** Read out first; what the table is about. */
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  /** Instead of a table without rows. */
  readonly empty: string;
  readonly isCurrent?: (row: T) => boolean;
  /** Rows at a time. */
  readonly page?: number;
}

const PAGE = 100;

/** A table in a box of its own that scrolls if it must; on a narrow screen its rows become lists. */
export function table<T>({ caption, columns, rows, empty, isCurrent, page = PAGE }: TableOptions<T>): HTMLElement {
  if (rows.length === 0) return el('p', { class: 'nothing' }, empty);
  const body = el('tbody');
  const head = columns.map(({ title, isNumber }) => el('th', { scope: 'col', class: isNumber && 'number' }, title));
  const box = el(
    'div',
    { class: 'table-box', tabindex: '0', role: 'region', 'aria-label': caption },
    el('table', {}, el('caption', {}, caption), el('thead', {}, el('tr', {}, ...head)), body),
  );
  const rowOf = (row: T): HTMLElement => {
    const cells = columns.map(({ title, cell, isNumber }) =>
      el('td', { 'data-label': title, class: isNumber && 'number' }, el('div', {}, cell(row))),
    );
    return el('tr', { 'aria-current': isCurrent?.(row) === true && 'true' }, ...cells);
  };
  return withPages(
    box,
    body,
    rows.map((row) => () => rowOf(row)),
    page,
  );
}

/** More than a page is made when it is asked for. */
function withPages(
  box: HTMLElement,
  body: HTMLElement,
  rows: readonly (() => HTMLElement)[],
  page: number,
): HTMLElement {
  let shown = 0;
  const more = el('button', { type: 'button', class: 'more' });
  const show = (): void => {
    body.append(...rows.slice(shown, shown + page).map((make) => make()));
    shown = Math.min(rows.length, shown + page);
    const left = rows.length - shown;
    more.textContent = `Show ${Math.min(page, left)} more of ${left}`;
    more.hidden = left === 0;
  };
  more.addEventListener('click', show);
  show();
  return el('div', {}, box, more);
}
