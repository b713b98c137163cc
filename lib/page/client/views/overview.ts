import type { ClusterPage, FailingFinding } from '../../page-data.ts';
import type { ViewContext } from '../context.ts';
import { type Child, el } from '../dom.ts';
import { count, day, number, span, time } from '../format.ts';
import { code, folded, nothing, resourceName, section, severityMark, stateMark } from '../parts.ts';
import { inRange, isAbout, isChosen, shardOf } from '../select.ts';
import { severities } from '../state.ts';
import { strip } from '../strip.ts';
import { table } from '../table.ts';

/** What is wrong now, and how it was over time, in every cluster. */
export function overview(context: ViewContext): readonly Child[] {
  const { data, cluster } = context;
  return [
    tiles(context),
    section(
      data.clusters.length === 1 ? 'Worst finding over time' : 'Clusters: worst finding over time',
      legend(),
      ...data.clusters.map((each) => clusterStrip(each, context)),
    ),
    section(`Failing in ${cluster.id} as of its newest audit`, failingTable(context)),
    notes(context),
  ];
}

function failingNow({ cluster, state }: ViewContext): readonly FailingFinding[] {
  const shard = shardOf(cluster, state.node);
  return cluster.failing.filter(
    ({ severity, resource }) => isChosen(severity, state.severities) && isAbout(resource, state.node, shard),
  );
}

function tiles(context: ViewContext): HTMLElement {
  const { cluster, data } = context;
  const failing = failingNow(context);
  const unknown = failing.filter(({ status }) => status === 'unknown').length;
  const [newest] = cluster.runs;
  const [at = null, , nodes = 0, answered = 0] = newest ?? [];
  const bySeverity = severities.map((severity) => {
    const many = failing.filter((each) => each.status === 'fail' && each.severity === severity).length;
    return tile(severity[0]?.toUpperCase() + severity.slice(1), number(many), many === 0 ? 'none' : severity);
  });
  return el(
    'dl',
    { class: 'tiles', 'aria-label': `Cluster ${cluster.id} now` },
    ...bySeverity,
    tile('Could not be judged', number(unknown), unknown === 0 ? 'none' : 'info'),
    tile('Nodes answered', `${answered} of ${nodes}`, answered < nodes ? 'critical' : 'none'),
    tile('Newest audit', at === null ? '–' : `${span(data.madeAt - at)} ago`, 'none', at === null ? '' : time(at)),
  );
}

function tile(title: string, value: string, mood: string, more = ''): HTMLElement {
  return el(
    'div',
    { class: `tile ${mood}` },
    el('dt', {}, title),
    el('dd', {}, value, more === '' ? null : el('small', {}, more)),
  );
}

function legend(): HTMLElement {
  const entries = ['critical', 'warning', 'info', 'unknown', 'pass'].map((kind) =>
    el('li', {}, el('span', { class: `key ${kind}` }), kind === 'unknown' ? 'could not be judged' : kind),
  );
  return el('ul', { class: 'legend', 'aria-hidden': 'true' }, ...entries, el('li', {}, 'blank: no audit'));
}

function clusterStrip(cluster: ClusterPage, { data, range, link, state }: ViewContext): HTMLElement {
  const steps = cluster.steps.filter(({ at }) => inRange(at, range, data.step));
  const hours = data.step === 3600 ? 'hour' : 'day';
  const bad = (severity: string): number => steps.filter(({ worst }) => worst === severity).length;
  const audits = steps.reduce((sum, each) => sum + each.audits, 0);
  const words = `${count(audits, 'audit')}; critical in ${count(bad('critical'), hours)}, warning in ${count(bad('warning'), hours)}`;
  const isShown = state.cluster === cluster.id;
  return el(
    'div',
    { class: 'cluster-strip' },
    el(
      'h3',
      {},
      el('a', { href: link({ cluster: cluster.id, node: '' }), 'aria-current': isShown && 'true' }, cluster.id),
      el('small', {}, words),
    ),
    strip(steps, data.step, range, `${cluster.id}: ${words}`),
    folded(`${cluster.id} by day, as a table`, () => dayTable(cluster.id, steps)),
  );
}

function dayTable(id: string, steps: ClusterPage['steps']): HTMLElement {
  const rows = [...Map.groupBy(steps, ({ at }) => day(at))];
  type DayRow = (typeof rows)[number];
  const worst = ([, of]: DayRow): Child => {
    const found = severities.find((severity) => of.some((each) => each.worst === severity));
    return found === undefined ? 'pass' : severityMark(found);
  };
  return table({
    caption: `${id} by day`,
    rows: rows.toReversed(),
    empty: 'No audit in this time.',
    columns: [
      { title: 'Day (UTC)', cell: ([name]) => name },
      { title: 'Audits', isNumber: true, cell: ([, of]) => number(of.reduce((sum, each) => sum + each.audits, 0)) },
      { title: 'Worst', cell: worst },
      { title: 'Most failed at once', isNumber: true, cell: ([, of]) => Math.max(...of.map(({ failed }) => failed)) },
      {
        title: 'Fewest nodes answered',
        isNumber: true,
        cell: ([, of]) => Math.min(...of.map(({ answered }) => answered)),
      },
    ],
  });
}

function failingTable(context: ViewContext): HTMLElement {
  const { cluster, data, state } = context;
  return table<FailingFinding>({
    caption: `Checks of ${cluster.id} that fail or could not be judged`,
    rows: failingNow(context),
    empty:
      cluster.failing.length > 0
        ? 'Nothing of what is chosen fails.'
        : state.node === ''
          ? 'Every check that ran passed.'
          : 'Nothing fails on this node.',
    columns: [
      {
        title: 'Severity',
        cell: ({ status, severity }) => (status === 'fail' ? severityMark(severity) : stateMark('unknown', 'none')),
      },
      { title: 'Check', cell: ({ rule }) => code(rule) },
      { title: 'Where', cell: ({ resource }) => resourceName(resource) },
      {
        title: 'Since (UTC)',
        cell: ({ since }) =>
          since === null
            ? 'before this range'
            : [el('time', {}, time(since)), el('p', { class: 'message' }, `for ${span(data.madeAt - since)}`)],
      },
      { title: 'What', cell: ({ message }) => message },
    ],
  });
}

/** The notes while there are details to come. */
export const NOTES_ID = 'not-in-here-yet';

/** What the page does not have: nobody should take it for all there is. */
export function notes({ data }: Pick<ViewContext, 'data'>): HTMLElement | null {
  if (!data.isWhole) {
    const words = 'Slow commands, latency, persistence, changes and the map are still being read.';
    const place = section('What is not in here yet', nothing(words));
    place.id = NOTES_ID;
    return place;
  }
  if (data.problems.length === 0 && data.leftOut.length === 0) return null;
  return section(
    'What is not in here',
    data.leftOut.length === 0 ? null : el('ul', {}, ...data.leftOut.map((each) => el('li', {}, each))),
    data.problems.length === 0
      ? nothing('Every object of the range could be read.')
      : table({
          caption: 'Objects that could not be read',
          rows: data.problems,
          empty: '',
          columns: [
            { title: 'Object', cell: ({ key }) => code(key) },
            { title: 'Why', cell: ({ reason }) => reason },
          ],
        }),
  );
}
