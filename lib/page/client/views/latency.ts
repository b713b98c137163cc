import type { LatencyBand, LatencyEventRow } from '../../page-data.ts';
import { chart } from '../charts.ts';
import { chosenNode, type ViewContext } from '../context.ts';
import { type Child, el } from '../dom.ts';
import { micros, number, time } from '../format.ts';
import { folded, nothing, section } from '../parts.ts';
import { inRange } from '../select.ts';
import { table } from '../table.ts';

/** Round trips of PING to each node, beside the stalls of the place that measured them, and what servers noted. */
export function latency(context: ViewContext): readonly Child[] {
  const { cluster, data } = context;
  const node = chosenNode(context);
  const bands = cluster.latency.bands.filter((each) => node === undefined || each.node === node);
  const step = data.step === 3600 ? 'hour' : 'day';
  return [
    section(
      'Round trips of PING',
      el(
        'p',
        { class: 'hint' },
        `As the auditor saw them, network included, by ${step}: the median, the worst p95 of an audit, the longest of all. Dashes are the longest stall of the place that measured: what is not above them says nothing about a server.`,
      ),
      bands.length === 0
        ? nothing('No audit of this time measured it; latency and full audits do.')
        : el('div', { class: 'charts' }, ...bands.map((band) => bandChart(band, context))),
      bands.length === 0 ? null : folded('Of all nodes, as a table', () => bandTable(bands, context)),
    ),
    section('What the servers noted', eventTable(context, node)),
  ];
}

function bandChart({ node, points }: LatencyBand, { cluster, range, data }: ViewContext): HTMLElement {
  const shown = points.filter(([at]) => inRange(at, range, data.step));
  const stalls = new Map(cluster.latency.stalls);
  const address = cluster.nodes[node]?.address ?? '';
  const medians = shown.map(([, median]) => median).sort((a, b) => a - b);
  const longest = Math.max(0, ...shown.map(([, , , most]) => most));
  const typical = medians[medians.length >> 1] ?? null;
  const words = `median ${micros(typical)}, longest ${micros(longest)}`;
  return el(
    'figure',
    {},
    el('figcaption', {}, el('strong', {}, address), ` ${words}`),
    chart({
      description: `Round trips to ${address}: ${words}`,
      range,
      times: shown.map(([at]) => at),
      isLogarithmic: true,
      unit: micros,
      height: 150,
      lines: [
        { label: 'longest', colour: '--line-3', fillsToNext: true, values: shown.map(([, , , most]) => most) },
        { label: 'p95', colour: '--line-2', fillsToNext: true, values: shown.map(([, , p95]) => p95) },
        { label: 'median', colour: '--line-1', values: shown.map(([, median]) => median) },
        { label: 'stall here', colour: '--muted', dash: [4, 4], values: shown.map(([at]) => stalls.get(at) ?? null) },
      ],
    }),
  );
}

function bandTable(bands: readonly LatencyBand[], { cluster, range, data }: ViewContext): HTMLElement {
  const rows = bands.flatMap(({ node, points }) =>
    points.filter(([at]) => inRange(at, range, data.step)).map((point) => ({ node, point })),
  );
  return table({
    caption: 'Round trips of PING by node and step of time',
    rows: rows.sort((a, b) => b.point[0] - a.point[0]),
    empty: '',
    columns: [
      { title: 'From (UTC)', cell: ({ point: [at] }) => time(at) },
      { title: 'Node', cell: ({ node }) => cluster.nodes[node]?.address ?? '' },
      { title: 'Median', isNumber: true, cell: ({ point: [, median] }) => micros(median) },
      { title: 'p95', isNumber: true, cell: ({ point: [, , p95] }) => micros(p95) },
      { title: 'Longest', isNumber: true, cell: ({ point: [, , , most] }) => micros(most) },
    ],
  });
}

function eventTable({ cluster, range, data }: ViewContext, node: number | undefined): HTMLElement {
  const rows = cluster.latency.events.filter(
    (each) => inRange(each.at, range, data.step) && (node === undefined || each.node === node),
  );
  return table<LatencyEventRow>({
    caption: 'Events of the latency monitors, by step of time',
    rows: rows.toReversed(),
    empty: 'The latency monitors noted nothing in this time, or are off (latency-monitor-threshold).',
    columns: [
      { title: 'From (UTC)', cell: ({ at }) => time(at) },
      { title: 'Node', cell: (each) => cluster.nodes[each.node]?.address ?? '' },
      { title: 'Event', cell: ({ event }) => event },
      { title: 'Count', isNumber: true, cell: (each) => number(each.count) },
      { title: 'Longest', isNumber: true, cell: ({ maxMs }) => micros(maxMs * 1000) },
    ],
  });
}
