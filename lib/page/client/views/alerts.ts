import type { AlertEvent, ClusterPage, Episode, PageAlert } from '../../page-data.ts';
import type { ViewContext } from '../context.ts';
import { type Child, el, svg } from '../dom.ts';
import { count, span, time } from '../format.ts';
import { code, folded, nothing, resourceName, section, severityMark, stateMark } from '../parts.ts';
import { inRange, isAbout, isChosen, shardOf, type TimeRange } from '../select.ts';
import { severities } from '../state.ts';
import { timeAxis } from '../strip.ts';
import { table } from '../table.ts';

/** Rows of the drawing; all of them are in the table. */
const MOST_ROWS = 40;

/** When alerts fired, and every line of the log with its reason. */
export function alerts(context: ViewContext): readonly Child[] {
  const { cluster, range } = context;
  const chosen = chosenAlerts(context);
  const episodes = cluster.episodes.filter(
    ({ alert, from, to }) => chosen.has(alert) && from < range.to && (to ?? range.to) > range.from,
  );
  const events = cluster.alertEvents.filter(({ at, alert }) => chosen.has(alert) && inRange(at, range));
  return [
    section(
      'When alerts fired',
      episodes.length === 0 ? nothing('No alert fired in this time.') : timeline(episodes, context),
      episodes.length === 0 ? null : folded('As a table', () => episodeTable(episodes, cluster)),
    ),
    section('Alert log', logTable(events, cluster)),
  ];
}

function chosenAlerts({ cluster, state }: ViewContext): ReadonlySet<number> {
  const shard = shardOf(cluster, state.node);
  const chosen = cluster.alerts.flatMap(({ severity, resource }, index) =>
    isChosen(severity, state.severities) && isAbout(resource, state.node, shard) ? [index] : [],
  );
  return new Set(chosen);
}

function timeline(episodes: readonly Episode[], { cluster, range }: ViewContext): HTMLElement {
  const rank = (place: number): number => severities.indexOf(cluster.alerts[place]?.severity ?? 'info');
  const byAlert = [...Map.groupBy(episodes, ({ alert }) => alert)].sort(([a], [b]) => rank(a) - rank(b));
  const rows = byAlert.slice(0, MOST_ROWS).map(([place, of]) => {
    const alert = cluster.alerts[place];
    return alert === undefined ? null : timelineRow(alert, of, range);
  });
  const left = byAlert.length - MOST_ROWS;
  return el(
    'div',
    { class: 'timeline' },
    el('ul', {}, ...rows),
    el('div', { class: 'timeline-axis' }, timeAxis(range)),
    left > 0 ? el('p', { class: 'hint' }, `${count(left, 'more alert')} in the table.`) : null,
  );
}

function timelineRow({ rule, severity, resource }: PageAlert, episodes: readonly Episode[], range: TimeRange) {
  const within = (at: number): number => Math.min(Math.max(at, range.from), range.to);
  const x = (at: number): number => ((within(at) - range.from) / (range.to - range.from)) * 1000;
  const bars = episodes.map(({ from, to }) => {
    const [left, right] = [x(from), x(to ?? range.to)];
    return svg('rect', { class: `bar ${severity}`, x: left, y: 2, width: Math.max(3, right - left), height: 12 });
  });
  const fired = episodes.reduce((sum, { from, to }) => sum + within(to ?? range.to) - within(from), 0);
  const often = episodes.length === 1 ? 'once' : `${episodes.length} times`;
  const where = resourceName(resource);
  const words = `${rule} on ${where}: fired ${often}, ${span(fired)} in all`;
  const attributes = { viewBox: '0 0 1000 16', preserveAspectRatio: 'none', role: 'img', 'aria-label': words };
  const what = el('span', { class: 'what' }, severityMark(severity), ' ', code(rule), ' ', where);
  return el('li', {}, what, svg('svg', attributes, ...bars));
}

function episodeTable(episodes: readonly Episode[], { alerts: all }: ClusterPage): HTMLElement {
  const alertOf = ({ alert }: Episode) => all[alert];
  return table<Episode>({
    caption: 'When alerts fired',
    rows: episodes.toReversed(),
    empty: '',
    columns: [
      { title: 'From (UTC)', cell: ({ from, beganEarlier }) => (beganEarlier ? 'before this range' : time(from)) },
      { title: 'To (UTC)', cell: ({ to }) => (to === null ? 'still fires' : time(to)) },
      { title: 'Lasted', cell: ({ from, to }) => (to === null ? '' : span(to - from)) },
      { title: 'Severity', cell: (each) => severityMark(alertOf(each)?.severity ?? 'info') },
      { title: 'Check', cell: (each) => code(alertOf(each)?.rule ?? '') },
      { title: 'Where', cell: (each) => resourceName(alertOf(each)?.resource ?? noResource) },
    ],
  });
}

const noResource = { kind: '', id: '', address: null, shard: null };

function logTable(events: readonly AlertEvent[], { alerts: all }: ClusterPage): HTMLElement {
  return table<AlertEvent>({
    caption: 'Changes of alerts, who was told, and why not',
    rows: events.toReversed(),
    empty: 'The alert log has nothing of this time.',
    columns: [
      { title: 'Time (UTC)', cell: ({ at }) => el('time', {}, time(at)) },
      { title: 'Severity', cell: ({ alert }) => severityMark(all[alert]?.severity ?? 'info') },
      {
        title: 'Alert',
        cell: ({ alert, message }) => [
          code(all[alert]?.rule ?? ''),
          ' ',
          resourceName(all[alert]?.resource ?? noResource),
          el('p', { class: 'message' }, message),
        ],
      },
      { title: 'Became', cell: changeOf },
      { title: 'Told', cell: toldOf },
    ],
  });
}

function changeOf({ event, before, state, reason }: AlertEvent): Child {
  const change =
    event === 'transition' ? `${before} → ${state}` : event === 'held' ? `${state}, held back` : `${state}, told again`;
  return [change, reason === null ? null : el('p', { class: 'message' }, reason)];
}

function toldOf({ told, heldBy, heldReason }: AlertEvent): Child {
  if (heldBy !== null)
    return [stateMark(`not told: ${heldBy}`, 'none'), el('p', { class: 'message' }, heldReason ?? '')];
  return told.map(({ sink, status, error, reason }) => {
    const word = status === 'delivered' ? stateMark(sink, 'good') : stateMark(`${sink}: ${error ?? status}`, 'bad');
    return el('div', {}, word, reason === null ? null : el('p', { class: 'message' }, reason));
  });
}
