import type { PageSave, PersistenceNode } from '../../page-data.ts';
import { chart } from '../charts.ts';
import { chosenNode, type ViewContext } from '../context.ts';
import { type Child, el } from '../dom.ts';
import { bytes, micros, number, span, time } from '../format.ts';
import { folded, nothing, section, stateMark } from '../parts.ts';
import { inRange, shardOf } from '../select.ts';
import { table } from '../table.ts';
import { lossCard } from './loss.ts';

/** How much failures would take from each shard, how nodes persist, and what became of saves. */
export function persistence(context: ViewContext): readonly Child[] {
  const { cluster, state, range } = context;
  const shard = shardOf(cluster, state.node);
  const shards = cluster.loss.shards.filter((each) => shard === null || each.shard === shard);
  return [
    section(
      'What a failure would take',
      el(
        'p',
        { class: 'hint' },
        'Acknowledged writes that would be lost, in seconds, at the worst of each step of time.',
      ),
      shards.length === 0
        ? nothing('No audit of this time estimated it; persistence and full audits do.')
        : el('div', { class: 'charts' }, ...shards.map((each) => lossCard(each, context))),
    ),
    section('How nodes persist', nodeTable(context)),
    section('Forks', forkChart(context)),
    section('Saves on replicas', saveTable(cluster.persistence.saves.filter(({ at }) => inRange(at, range)))),
  ];
}

function nodeTable(context: ViewContext): HTMLElement {
  const { cluster } = context;
  const chosen = chosenNode(context);
  const setting =
    (name: string) =>
    ({ settings }: PersistenceNode): string => {
      const value = settings[name];
      return value === undefined ? '–' : value === '' ? 'none' : value;
    };
  return table<PersistenceNode>({
    caption: 'Settings and state of each node, as its newest audit found them',
    rows: cluster.persistence.nodes.filter(({ node }) => chosen === undefined || node === chosen),
    empty: 'No facts of this time are stored.',
    columns: [
      { title: 'Node', cell: ({ node }) => cluster.nodes[node]?.address ?? '' },
      {
        title: 'AOF',
        cell: ({ aof }) => (aof === null ? '–' : aof ? stateMark('on', 'good') : stateMark('off', 'none')),
      },
      { title: 'appendfsync', cell: setting('appendfsync') },
      { title: 'save', cell: setting('save') },
      { title: 'Last save (UTC)', cell: ({ lastSaveAt }) => time(lastSaveAt) },
      { title: 'Changes since', isNumber: true, cell: ({ changesSinceSave }) => number(changesSinceSave) },
      { title: 'Delayed fsyncs', isNumber: true, cell: ({ delayedFsyncs }) => number(delayedFsyncs) },
      { title: 'AOF size', isNumber: true, cell: ({ aofBytes }) => bytes(aofBytes) },
      { title: 'As of (UTC)', cell: ({ at }) => time(at === 0 ? null : at) },
    ],
  });
}

/** The longest fork of any node by day: it grows with the data. */
function forkChart(context: ViewContext): HTMLElement {
  const { cluster, range } = context;
  const chosen = chosenNode(context);
  const nodes = cluster.persistence.nodes.filter(({ node }) => chosen === undefined || node === chosen);
  const byDay = Map.groupBy(
    nodes.flatMap(({ forks }) => forks).filter(([at]) => inRange(at, range, 86_400)),
    ([at]) => at,
  );
  const days = [...byDay.keys()].sort((a, b) => a - b);
  const most = (at: number, part: 1 | 2): number => Math.max(...(byDay.get(at) ?? []).map((each) => each[part] ?? 0));
  if (days.length === 0) return nothing('No facts of this time are stored.');
  const longest = Math.max(...days.map((at) => most(at, 1)));
  return el(
    'div',
    {},
    chart({
      description: `Longest fork of a day, at most ${micros(longest)}`,
      range,
      times: days,
      lines: [
        {
          label: 'longest fork of the day',
          colour: '--line-1',
          isStepped: true,
          values: days.map((at) => most(at, 1)),
        },
      ],
      unit: micros,
      height: 140,
    }),
    folded('As a table', () =>
      table({
        caption: 'Forks by day',
        rows: days.toReversed(),
        empty: '',
        columns: [
          { title: 'Day (UTC)', cell: (at) => time(at).slice(0, 10) },
          { title: 'Longest fork', isNumber: true, cell: (at) => micros(most(at, 1)) },
          { title: 'Most memory in use', isNumber: true, cell: (at) => bytes(most(at, 2)) },
        ],
      }),
    ),
  );
}

function saveTable(saves: readonly PageSave[]): HTMLElement {
  return table<PageSave>({
    caption: 'What became of saves (backup save)',
    rows: saves,
    empty: 'No run of `backup save` in this time.',
    columns: [
      { title: 'Time (UTC)', cell: ({ at }) => time(at) },
      { title: 'Shard', cell: ({ shard }) => shard },
      { title: 'Replica', cell: ({ address }) => address ?? '–' },
      { title: 'Outcome', cell: ({ outcome }) => stateMark(outcome, outcome === 'ok' ? 'good' : 'bad') },
      { title: 'Took', isNumber: true, cell: ({ seconds }) => (seconds === null ? '–' : span(seconds)) },
      { title: 'Fork', isNumber: true, cell: ({ forkUs }) => micros(forkUs) },
      { title: 'In words', cell: ({ reason }) => reason },
    ],
  });
}
