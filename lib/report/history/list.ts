import type { DayOfRuns, ListAnswer } from '../../core/history/answers.ts';
import { spanWords } from '../../core/time-span.ts';
import { count } from '../words.ts';
import { type Grid, gridLines } from './grid.ts';
import { minute, page, rangeWords } from './words.ts';

/** Rules that are named for a day; a table is no place for more. */
const MOST_RULES = 4;

/** The audits of each day, in columns. */
export function listText(answer: ListAnswer, width: number): string {
  const runs = answer.days.reduce((sum, day) => sum + day.runs, 0);
  const rows = answer.days.map((day) => [day.day, day.cluster, day.runs, nodesWords(day), failingWords(day)]);
  const gaps = answer.days.flatMap(({ gaps: each, cluster }) => each.map((gap) => ({ ...gap, cluster })));
  const gapRows = gaps.map(({ cluster, audit, from, to, seconds }) => [
    minute(from),
    to === null ? 'until now' : minute(to),
    cluster,
    audit,
    spanWords(seconds * 1000),
  ]);
  const gapLines =
    gaps.length === 0
      ? ['No gap: no time between two audits was more than twice as long as usual.']
      : [
          'Gaps, more than twice as long as usual',
          ...gridLines({ columns: ['from', 'to', 'cluster', 'audit', 'for'], rows: gapRows }, width),
        ];
  return page([
    ...gridLines({ columns: ['day', 'cluster', 'audits', 'nodes', 'worst findings'], rows }, width),
    '',
    ...gapLines,
    '',
    `${count(runs, 'audit')} on ${count(answer.days.length, 'day')} ${rangeWords(answer)}.`,
  ]);
}

function nodesWords({ nodes, leastAnswered }: DayOfRuns): string {
  return leastAnswered === nodes ? `${nodes}` : `${leastAnswered} of ${nodes} at least`;
}

function failingWords({ failing }: DayOfRuns): string {
  const named = failing
    .slice(0, MOST_RULES)
    .map(({ rule, severity, places }) => `${severity.toUpperCase()} ${rule}${places > 1 ? ` x${places}` : ''}`);
  const left = failing.length - named.length;
  return named.length === 0 ? 'none' : `${named.join(', ')}${left > 0 ? `, ${left} more` : ''}`;
}

/** One row for each day. */
export function listGrid({ days }: ListAnswer): Grid {
  const columns = [
    'day',
    'cluster',
    'runs',
    'nodes',
    'least_answered',
    'most_failed',
    'failing_rules',
    'gaps',
    'longest_gap_s',
  ];
  const rows = days.map((day) => [
    day.day,
    day.cluster,
    day.runs,
    day.nodes,
    day.leastAnswered,
    day.mostFailed,
    day.failing.map(({ rule }) => rule).join(' '),
    day.gaps.length,
    Math.max(0, ...day.gaps.map(({ seconds }) => seconds)),
  ]);
  return { columns, rows };
}
