import type { ChangeLine, PageChange } from '../../page-data.ts';
import type { ViewContext } from '../context.ts';
import { type Child, el } from '../dom.ts';
import { count, time } from '../format.ts';
import { code, nothing, section } from '../parts.ts';
import { inRange } from '../select.ts';

/** What changed in settings, members, roles and slots, newest first. */
export function changes(context: ViewContext): readonly Child[] {
  const { cluster, range, state } = context;
  const about = ({ where }: ChangeLine): boolean => state.node === '' || where === state.node;
  const shown = cluster.changes
    .filter(({ at }) => inRange(at, range))
    .map((change) => ({ ...change, lines: change.lines.filter(about) }))
    .filter(({ lines }) => lines.length > 0)
    .toReversed();
  return [
    section(
      'What changed',
      el(
        'p',
        { class: 'hint' },
        'Settings, members, roles, slots and processes, as of the audit that saw another one than before.',
      ),
      shown.length === 0
        ? nothing('Nothing changed in this time.')
        : el('ol', { class: 'changes' }, ...shown.map((change) => item(change, context))),
    ),
  ];
}

const words: Readonly<Record<ChangeLine['kind'], string>> = {
  joined: 'Member',
  left: 'Member',
  role: 'Role',
  address: 'Address',
  slots: 'Slots',
  restarted: 'Process',
  setting: 'Setting',
};

function item({ at, audit, lines }: PageChange, { link }: ViewContext): HTMLElement {
  const run = link({ view: 'runs', run: `${at}/${audit}` });
  const before = link({ view: 'map', at });
  return el(
    'li',
    {},
    el(
      'h3',
      {},
      `${time(at)} UTC`,
      el(
        'small',
        {},
        `${count(lines.length, 'change')}, ${audit} audit `,
        el('a', { href: run }, 'facts'),
        ' ',
        el('a', { href: before }, 'map'),
      ),
    ),
    el('ul', { class: 'diff' }, ...lines.map(lineOf)),
  );
}

function lineOf({ kind, where, what, before, after }: ChangeLine): HTMLElement {
  const isWhole = kind === 'joined' || kind === 'left' || kind === 'restarted';
  return el(
    'li',
    { class: kind },
    el('span', { class: 'kind' }, words[kind]),
    el('span', { class: 'where' }, where),
    el('span', { class: 'what' }, isWhole ? what : code(what)),
    before === null && after === null
      ? null
      : el('span', { class: 'values' }, valueOf('del', before, 'before: '), valueOf('ins', after, 'now: ')),
  );
}

function valueOf(tag: 'del' | 'ins', value: string | null, word: string): Child {
  if (value === null) return null;
  return el(tag, {}, el('span', { class: 'unseen' }, word), value === '' ? '(empty)' : value);
}
