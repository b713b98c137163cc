import type { SlowGroup, SlowlogAnswer } from '../../core/history/answers.ts';
import { count, list } from '../words.ts';
import { type Grid, gridLines } from './grid.ts';
import { minute, page, rangeWords } from './words.ts';

/** Nodes or clients that are named. */
const MOST_NAMES = 3;

/** What ran long, the most costly first. */
export function slowlogText(answer: SlowlogAnswer, width: number): string {
  const { groups, left, entries, read, by } = answer;
  if (groups.length === 0)
    return `No slow command ${rangeWords(answer)}, of ${count(read, 'entry', 'entries')} read.\n`;
  const rows = groups.map((group) => [
    group.name,
    group.count,
    group.totalMs / 1000,
    group.p99Ms,
    group.longestMs,
    minute(group.firstAt),
    minute(group.lastAt),
    placesWords(group, by),
  ]);
  const columns = [
    by,
    'count',
    'total s',
    'p99 ms',
    'longest',
    'first',
    'last',
    by === 'client' ? 'nodes' : by === 'node' ? 'clients' : 'from, on',
  ];
  return page([
    ...gridLines(
      {
        columns,
        rows: rows.map((row) => row.map((cell) => (typeof cell === 'number' ? Math.round(cell * 10) / 10 : cell))),
      },
      width,
    ),
    ...(left > 0 ? [`and ${left} more, with --top`] : []),
    '',
    `${count(entries, 'entry', 'entries')} of 10 ms and more ${rangeWords(answer)}.`,
  ]);
}

function placesWords({ clients, nodes }: SlowGroup, by: SlowlogAnswer['by']): string {
  const [who, where] = [
    list(clients, Math.min(clients.length, MOST_NAMES)),
    list(nodes, Math.min(nodes.length, MOST_NAMES)),
  ];
  if (by === 'node') return who;
  return by === 'client' ? where : `${who} on ${where}`;
}

/** One row for each group. */
export function slowlogGrid({ groups }: SlowlogAnswer): Grid {
  const columns = [
    'name',
    'command',
    'count',
    'total_ms',
    'p99_ms',
    'longest_ms',
    'first_at',
    'last_at',
    'nodes',
    'clients',
  ];
  const rows = groups.map((each) => [
    each.name,
    each.command,
    each.count,
    each.totalMs,
    each.p99Ms,
    each.longestMs,
    each.firstAt,
    each.lastAt,
    each.nodes.join(' '),
    each.clients.join(', '),
  ]);
  return { columns, rows };
}
