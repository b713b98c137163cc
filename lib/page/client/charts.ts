import uPlot from 'uplot';
import { el } from './dom.ts';
import type { TimeRange } from './select.ts';

/** One line of a chart. */
export interface ChartLine {
  readonly label: string;
  /** A variable of the style sheet: `--line-1`. */
  readonly colour: string;
  /** Dashes, so that lines can be told apart without colours. */
  readonly dash?: readonly number[];
  readonly isStepped?: boolean;
  /** Fills down to the line that stands after it. */
  readonly fillsToNext?: boolean;
  readonly values: readonly (number | null)[];
}

export interface ChartOptions {
  /** What it shows, with the most important numbers: for those who do not see it. */
  readonly description: string;
  readonly range: TimeRange;
  readonly times: readonly number[];
  readonly lines: readonly ChartLine[];
  readonly unit: (value: number) => string;
  readonly height?: number;
  readonly isLogarithmic?: boolean;
}

const HEIGHT = 180;

/** A chart over time. It takes the width of its place, and follows it. */
export function chart(options: ChartOptions): HTMLElement {
  const place = el('div', { class: 'chart', role: 'img', 'aria-label': options.description });
  let plot: uPlot | undefined;
  const draw = (): void => {
    const width = Math.floor(place.clientWidth);
    if (!place.isConnected || width < 50) return;
    if (plot === undefined) plot = new uPlot(settings(options, width), dataOf(options), place);
    else if (plot.width !== width) plot.setSize({ width, height: options.height ?? HEIGHT });
  };
  new ResizeObserver(draw).observe(place);
  const legend = el(
    'ul',
    { class: 'legend', 'aria-hidden': 'true' },
    ...options.lines.map(({ label, colour, dash }) => el('li', {}, swatch(colour, dash !== undefined), label)),
  );
  return el('div', { class: 'chart-box' }, legend, place);
}

function swatch(colour: string, isDashed: boolean): HTMLElement {
  return el('span', { class: `swatch ${colour.replace('--', '')}${isDashed ? ' dashed' : ''}` });
}

function dataOf({ times, lines }: ChartOptions): uPlot.AlignedData {
  return [[...times], ...lines.map(({ values }) => [...values])];
}

function settings({ range, lines, unit, height = HEIGHT, isLogarithmic = false }: ChartOptions, width: number) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const grid = { stroke: colour('--line'), width: 1 };
  const axis = {
    stroke: colour('--muted'),
    grid,
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  };
  const bands = lines.flatMap(({ fillsToNext, colour: name }, index) =>
    fillsToNext === true ? [{ series: [index + 1, index + 2] as [number, number], fill: faint(colour(name)) }] : [],
  );
  const options: uPlot.Options = {
    width,
    height,
    legend: { show: false },
    cursor: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'UTC'),
    padding: [8, 24, 0, 0],
    scales: {
      x: { time: true, range: [range.from, range.to] },
      y: isLogarithmic
        ? { distr: 3, range: (_, least, most) => uPlot.rangeLog(least ?? 1, most ?? 10, 10, false) }
        : { range: (_, __, most) => [0, most === null || most <= 0 ? 1 : most * 1.08] },
    },
    axes: [
      { ...axis, size: 28, values: dayLabels },
      {
        ...axis,
        ...(isLogarithmic ? { grid: { ...grid, filter: powersOfTen } } : {}),
        size: 64,
        values: (_, splits) => splits.map((each) => (each === null ? '' : unit(each))),
      },
    ],
    series: [{}, ...lines.map((line) => seriesOf(line, colour))],
    bands,
  };
  return options;
}

function powersOfTen(_: uPlot, splits: readonly number[]): (number | null)[] {
  return splits.map((each) => (Number.isInteger(Math.log10(each)) ? each : null));
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function dayLabels(_: uPlot, splits: readonly number[], __: number, ___: number, step: number): string[] {
  return splits.map((each) => {
    const date = new Date(each * 1000);
    const isMidnight = each % 86_400 === 0;
    if (step >= 86_400 || isMidnight) return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
    return date.toISOString().slice(11, 16);
  });
}

function seriesOf({ label, colour: name, dash, isStepped }: ChartLine, colour: (name: string) => string): uPlot.Series {
  const paths = isStepped === true ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
  return {
    label,
    stroke: colour(name),
    width: 1.5,
    spanGaps: isStepped === true,
    points: { show: (_, __, first, last) => last - first < 40, size: 4 },
    ...(dash === undefined ? {} : { dash: [...dash] }),
    ...(paths === undefined ? {} : { paths }),
  };
}

function faint(colour: string): string {
  return /^#[0-9a-f]{6}$/i.test(colour) ? `${colour}2e` : 'transparent';
}
