import type { PageSeverity, StepSummary } from '../page-data.ts';
import { type Attributes, el, svg } from './dom.ts';
import { shortDay } from './format.ts';
import { inRange, type TimeRange } from './select.ts';

const WIDTH = 1000;

/** How high a bar stands: worse is higher, so that nobody needs the colour. */
const heights: Readonly<Record<PageSeverity | 'pass' | 'unknown', number>> = {
  critical: 40,
  warning: 27,
  info: 16,
  unknown: 10,
  pass: 4,
};

interface Bar {
  readonly from: number;
  readonly to: number;
  readonly kind: keyof typeof heights;
}

/** The worst that audits found, over time: neighbours of the same kind are one bar. Gaps are times without an audit. */
function barsOf(steps: readonly StepSummary[], step: number, range: TimeRange): readonly Bar[] {
  const bars: Bar[] = [];
  for (const { at, worst, unknown } of steps) {
    if (!inRange(at, range, step)) continue;
    const kind = worst ?? (unknown > 0 ? 'unknown' : 'pass');
    const last = bars.at(-1);
    if (last !== undefined && last.kind === kind && last.to === at) bars[bars.length - 1] = { ...last, to: at + step };
    else bars.push({ from: at, to: at + step, kind });
  }
  return bars;
}

/** @param description for those who do not see it */
export function strip(steps: readonly StepSummary[], step: number, range: TimeRange, description: string): HTMLElement {
  const x = (time: number): number => ((time - range.from) / (range.to - range.from)) * WIDTH;
  const bars = barsOf(steps, step, range).map(({ from, to, kind }) => {
    const [left, right] = [Math.max(0, x(from)), Math.min(WIDTH, x(to))];
    const height = heights[kind];
    return svg('rect', { class: `bar ${kind}`, x: left, y: 44 - height, width: Math.max(1.5, right - left), height });
  });
  const attributes: Attributes = { class: 'strip', viewBox: `0 0 ${WIDTH} 44`, preserveAspectRatio: 'none' };
  const drawing = svg('svg', { ...attributes, role: 'img', 'aria-label': description }, ...bars);
  return el('div', { class: 'strip-box' }, drawing, timeAxis(range));
}

/** Days below something that is drawn over time. */
export function timeAxis({ from, to }: TimeRange): HTMLElement {
  const marks = [0, 1, 2, 3, 4].map((part) => from + ((to - from) * part) / 4);
  const isShort = to - from < 4 * 86_400;
  const word = (at: number): string =>
    isShort ? `${shortDay(at)} ${new Date(at * 1000).toISOString().slice(11, 16)}` : shortDay(at);
  return el('div', { class: 'axis', 'aria-hidden': 'true' }, ...marks.map((at) => el('span', {}, word(at))));
}

/** A trend in the space of a word. */
export function sparkline(values: readonly number[], description: string): SVGElement {
  const most = Math.max(1, ...values);
  const width = 100 / Math.max(1, values.length);
  const bars = values.map((value, index) => {
    const height = value === 0 ? 0 : Math.max(1.5, (value / most) * 24);
    return svg('rect', { x: index * width, y: 24 - height, width: Math.max(0.8, width - 0.6), height });
  });
  const attributes = { class: 'spark', viewBox: '0 0 100 24', preserveAspectRatio: 'none', role: 'img' };
  return svg('svg', { ...attributes, 'aria-label': description }, ...bars);
}
