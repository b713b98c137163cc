import type { LossFailure, LossPoint, LossShard } from '../../page-data.ts';
import { type ChartLine, chart } from '../charts.ts';
import type { ViewContext } from '../context.ts';
import { type Child, el } from '../dom.ts';
import { number, span } from '../format.ts';
import { stateMark } from '../parts.ts';
import { table } from '../table.ts';

/** What each failure is called. */
const names: Readonly<Record<string, string>> = {
  processCrash: 'the process crashes',
  hostLoss: 'the host restarts',
  failover: 'a replica takes over',
  cutOff: 'the primary is cut off',
  hostGone: 'the host and its disk are gone',
  zoneGone: 'the zone is gone',
  noPromotion: 'no replica takes over',
  emptyRestart: 'the primary restarts empty',
  mistake: 'somebody deletes data',
};

const moods = { within: 'good', worse: 'bad' } as const;

/** One shard: what failures would take over time against the policy, and now. */
export function lossCard(shard: LossShard, { range }: ViewContext): HTMLElement {
  const { maxLossSeconds: policy, status, reason } = shard;
  const mood = status === 'within' || status === 'worse' ? moods[status] : 'none';
  return el(
    'figure',
    {},
    el(
      'figcaption',
      {},
      el('strong', {}, `Shard ${shard.shard}`),
      ` ${shard.primary} `,
      stateMark(status === 'within' ? 'within the policy' : status, mood),
      reason === '' ? null : el('p', { class: 'message' }, reason),
    ),
    lossChart(shard, range, policy),
    table<LossFailure>({
      caption: `Shard ${shard.shard} now, if…`,
      rows: shard.failures,
      empty: '',
      columns: [
        { title: 'If', cell: ({ failure }) => names[failure] ?? failure },
        { title: 'Would be lost', isNumber: true, cell: ({ points }) => lossWord(points.at(-1)) },
        { title: 'Most in this time', isNumber: true, cell: ({ points }) => lossWord(worst(points)) },
      ],
    }),
  );
}

function lossWord(point: LossPoint | undefined): string {
  const [, most, word] = point ?? [0, null, 'unknown'];
  if (word === 'none') return 'cannot happen';
  if (most === null || word === 'everything' || word === 'unknown') return word === '' ? 'unknown' : word;
  return word === 'at least' ? `at least ${span(most)}` : span(most);
}

function worst(points: readonly LossPoint[]): LossPoint | undefined {
  const rank = ([, most, word]: LossPoint): number =>
    word === 'everything' ? Number.POSITIVE_INFINITY : word === 'unknown' ? -1 : (most ?? -2);
  return points.toSorted((a, b) => rank(b) - rank(a))[0];
}

const colours = ['--line-1', '--line-2', '--line-3', '--line-4', '--line-5', '--line-6'];
const dashes = [undefined, [6, 3], [2, 3]] as const;

/** Only what has numbers is drawn; the rest is in the table. */
function lossChart(shard: LossShard, range: ViewContext['range'], policy: number | null): Child {
  const drawn = shard.failures.filter(({ points }) => points.some(([, most]) => most !== null && most > 0));
  if (drawn.length === 0) return null;
  const times = [...new Set([range.from, range.to, ...drawn.flatMap(({ points }) => points.map(([at]) => at))])].sort(
    (a, b) => a - b,
  );
  const valuesOf = ({ points }: LossFailure): readonly (number | null)[] =>
    times.map((at) => points.findLast(([from]) => from <= at)?.[1] ?? null).map((value) => (value === 0 ? 0.5 : value));
  // Lines that lie on one another are one line.
  const groups = [...Map.groupBy(drawn, (each) => JSON.stringify(valuesOf(each))).values()];
  const lines = groups.map((group, index): ChartLine => {
    const dash = dashes[Math.floor(index / colours.length)] ?? undefined;
    return {
      label: group.map(({ failure }) => names[failure] ?? failure).join(', '),
      colour: colours[index % colours.length] ?? '--line-1',
      ...(dash === undefined ? {} : { dash }),
      isStepped: true,
      values: group[0] === undefined ? [] : valuesOf(group[0]),
    };
  });
  const line = { label: 'policy', colour: '--critical', dash: [8, 4], values: times.map(() => policy) };
  return chart({
    description: `Shard ${shard.shard}: seconds of writes that each failure would take; the policy allows ${policy ?? 'any'}`,
    range,
    times,
    isLogarithmic: true,
    lines: policy === null || policy <= 0 ? lines : [...lines, line],
    unit: (value) => `${number(value)} s`,
  });
}
