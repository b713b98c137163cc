import type { ClusterFacts, NodeFacts } from '../../../core/facts.ts';
import type { PageRun } from '../../page-data.ts';
import type { ViewContext } from '../context.ts';
import { type Child, el } from '../dom.ts';
import { number, time } from '../format.ts';
import { nothing, section, severityMark, stateMark } from '../parts.ts';
import { inRange, isChosen } from '../select.ts';
import { severities } from '../state.ts';
import { table } from '../table.ts';

/** Audits one by one, and the facts of one of them. */
export function runs(context: ViewContext): readonly Child[] {
  const { cluster, range, state, link } = context;
  const all = severities.length === state.severities.length;
  const rows = cluster.runs.filter(
    ([at, , , , , , , , worst]) => inRange(at, range) && (all || (worst !== null && isChosen(worst, state.severities))),
  );
  const nameOf = ([at, audit]: PageRun): string => `${at}/${audit}`;
  return [
    state.run === '' ? null : factsOf(context),
    section(
      'One by one',
      table<PageRun>({
        caption: 'Audits, newest first; each opens its facts',
        rows,
        empty: 'No audit in this time.',
        isCurrent: (run) => nameOf(run) === state.run,
        columns: [
          { title: 'Due at (UTC)', cell: (run) => el('a', { href: link({ run: nameOf(run) }) }, time(run[0])) },
          { title: 'Kind', cell: ([, audit]) => audit },
          {
            title: 'Worst',
            cell: ([, , , , , , , , worst]) => (worst === null ? stateMark('pass', 'good') : severityMark(worst)),
          },
          { title: 'Failed', isNumber: true, cell: ([, , , , , failed]) => number(failed) },
          { title: 'Not judged', isNumber: true, cell: ([, , , , , , unknown]) => number(unknown) },
          { title: 'Passed', isNumber: true, cell: ([, , , , , , , passed]) => number(passed) },
          { title: 'Answered', isNumber: true, cell: ([, , nodes, answered]) => `${answered} of ${nodes}` },
          { title: 'Took', isNumber: true, cell: ([, , , , ms]) => `${number(ms)} ms` },
        ],
      }),
    ),
  ];
}

function factsOf({ state, facts, link }: ViewContext): HTMLElement {
  const [at = '', audit = ''] = state.run.split('/');
  const place = el('div', { 'aria-live': 'polite' }, nothing('Reading…'));
  facts(Number(at), audit).then(
    (found) => place.replaceChildren(...(found === undefined ? [absent()] : partsOf(found, state.node))),
    () => place.replaceChildren(nothing('The facts could not be fetched. Is the server of this page still running?')),
  );
  return section(
    `Facts of the ${audit} audit of ${time(Number(at))} UTC`,
    el('p', {}, el('a', { href: link({ run: '' }) }, 'Close')),
    place,
  );
}

function absent(): HTMLElement {
  return nothing(
    'The facts of this audit are not in here: they were deleted, or left out of this file to keep it small.',
  );
}

function partsOf(facts: ClusterFacts, node: string): readonly HTMLElement[] {
  const { nodes, ...rest } = facts;
  const chosen = nodes.filter(({ address }) => node === '' || address === node);
  return [
    el('details', {}, el('summary', {}, 'The audit and the views of the cluster'), tree(rest)),
    ...chosen.map((each) =>
      el(
        'details',
        { open: chosen.length === 1 },
        el('summary', {}, each.address, el('small', {}, wordOf(each))),
        tree(each),
      ),
    ),
  ];
}

function wordOf({ connection, info }: NodeFacts): string {
  const role = info.state === 'ok' ? (info.value.fields.role ?? '') : '';
  const word = { master: 'primary', slave: 'replica' }[role] ?? '';
  return connection.answered ? word : 'did not answer';
}

/** A value as nested lists of names and values. */
function tree(value: unknown): HTMLElement {
  if (typeof value !== 'object' || value === null) return el('code', {}, String(value));
  const entries = Object.entries(value);
  if (entries.length === 0) return el('code', {}, Array.isArray(value) ? '[]' : '{}');
  const isPlain = Array.isArray(value) && value.every((each) => typeof each !== 'object');
  if (isPlain) return el('code', {}, value.join(', '));
  return el(
    'dl',
    { class: 'tree' },
    ...entries.map(([name, each]) => el('div', {}, el('dt', {}, name), el('dd', {}, tree(each)))),
  );
}
