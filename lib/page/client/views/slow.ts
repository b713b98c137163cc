import { chart } from '../charts.ts';
import type { ViewContext } from '../context.ts';
import { chosenNode } from '../context.ts';
import { type Child, el } from '../dom.ts';
import { count, day, micros, number, time } from '../format.ts';
import { code, folded, section } from '../parts.ts';
import { type ShapeSums, type Sums, sumShapes } from '../select.ts';
import { sparkline } from '../strip.ts';
import { type Column, table } from '../table.ts';

/** Slow commands by their shape, with what became of them over time. */
export function slow(context: ViewContext): readonly Child[] {
  const { cluster, range, state } = context;
  const sums = sumShapes(cluster, range, chosenNode(context));
  const open = sums.find(({ shape }) => shape.pattern === state.shape);
  return [
    section(
      'Slow commands by shape',
      el(
        'p',
        { class: 'hint' },
        'What servers noted in their slow logs: time of execution, without waiting or network. Counted is what takes 10 ms and more, without the auditor itself and what a replica does because its primary did. Values and whole keys are never kept. A p99 is exact to a fifth.',
      ),
      shapeTable(sums, context),
    ),
    open === undefined ? null : detail(open, context),
  ];
}

/** Steps of the range, so that days without a slow command are seen as such. */
function stepsOf({ cluster, range }: ViewContext): readonly number[] {
  const { step } = cluster.slow;
  const first = Math.floor(range.from / step) * step;
  return Array.from({ length: Math.max(1, Math.ceil((range.to - first) / step)) }, (_, index) => first + index * step);
}

function shapeTable(sums: readonly ShapeSums[], context: ViewContext): HTMLElement {
  const steps = stepsOf(context);
  const { link, state } = context;
  return table<ShapeSums>({
    caption: 'Shapes of slow commands, those that took the most time first',
    rows: sums,
    empty: 'No slow command in this time.',
    isCurrent: ({ shape }) => shape.pattern === state.shape,
    columns: [
      {
        title: 'Shape',
        cell: ({ shape }) =>
          el('a', { href: link({ shape: shape.pattern === state.shape ? '' : shape.pattern }) }, code(shape.shape)),
      },
      { title: 'Count', isNumber: true, cell: (each) => number(each.count) },
      { title: 'Total', isNumber: true, cell: ({ totalUs }) => micros(totalUs) },
      { title: 'p99', isNumber: true, cell: ({ p99Us }) => micros(p99Us) },
      { title: 'Longest', isNumber: true, cell: ({ maxUs }) => micros(maxUs) },
      {
        title: 'Count over time',
        cell: ({ trend, shape }) => {
          const values = steps.map((at) => trend.get(at)?.count ?? 0);
          return sparkline(values, `${shape.shape}: from ${Math.min(...values)} to ${Math.max(...values)} in a step`);
        },
      },
      { title: 'Last seen (UTC)', cell: ({ shape }) => time(shape.lastAt) },
    ],
  });
}

function detail(sums: ShapeSums, context: ViewContext): HTMLElement {
  const { shape } = sums;
  return el(
    'section',
    { class: 'panel', id: 'shape' },
    el('h2', {}, code(shape.shape)),
    el('p', { class: 'hint' }, `First seen ${time(shape.firstAt)}, last seen ${time(shape.lastAt)} UTC.`),
    ...trendCharts(sums, context),
    folded('Over time, as a table', () => trendTable(sums, context)),
    el('div', { class: 'columns' }, nodeTable(sums, context), clientTable(sums)),
  );
}

function trendCharts(sums: ShapeSums, context: ViewContext): readonly HTMLElement[] {
  const { range } = context;
  const times = stepsOf(context);
  const of = (part: 'count' | 'maxUs'): readonly number[] => times.map((at) => sums.trend.get(at)?.[part] ?? 0);
  const { shape } = sums.shape;
  return [
    chart({
      description: `${shape} over time: ${count(sums.count, 'call')}, the longest took ${micros(sums.maxUs)}`,
      range,
      times,
      lines: [{ label: 'longest', colour: '--line-1', isStepped: true, values: of('maxUs') }],
      unit: micros,
    }),
    chart({
      description: `How often ${shape} was slow: ${count(sums.count, 'call')}`,
      range,
      times,
      lines: [{ label: 'count', colour: '--line-2', isStepped: true, values: of('count') }],
      unit: (value) => number(Math.round(value)),
      height: 130,
    }),
  ];
}

/** Columns of what calls came to. */
const sumColumns: readonly Column<readonly [number, Sums]>[] = [
  { title: 'Count', isNumber: true, cell: ([, each]) => number(each.count) },
  { title: 'Total', isNumber: true, cell: ([, each]) => micros(each.totalUs) },
  { title: 'Longest', isNumber: true, cell: ([, each]) => micros(each.maxUs) },
];

function trendTable({ trend }: ShapeSums, { cluster }: ViewContext): HTMLElement {
  const isDaily = cluster.slow.step === 86_400;
  return table<readonly [number, Sums]>({
    caption: 'By step of time',
    rows: [...trend].toReversed(),
    empty: '',
    columns: [{ title: 'From (UTC)', cell: ([at]) => (isDaily ? day(at) : time(at)) }, ...sumColumns],
  });
}

function nodeTable({ byNode }: ShapeSums, { cluster }: ViewContext): HTMLElement {
  return table<readonly [number, Sums]>({
    caption: 'By node',
    rows: [...byNode].toSorted(([, a], [, b]) => b.totalUs - a.totalUs),
    empty: '',
    columns: [{ title: 'Node', cell: ([place]) => cluster.nodes[place]?.address ?? '' }, ...sumColumns],
  });
}

function clientTable({ shape }: ShapeSums): HTMLElement {
  return table({
    caption: 'By client, in all of the time that the page has',
    rows: shape.clients,
    empty: 'The servers name no client.',
    columns: [
      { title: 'Host', cell: ({ host }) => host },
      { title: 'Name', cell: ({ name }) => (name === '' ? '–' : name) },
      { title: 'Count', isNumber: true, cell: (each) => number(each.count) },
    ],
  });
}
