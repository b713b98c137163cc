import type { Episode, Subject, TimelineAnswer, TrendStep } from '../../core/history/answers.ts';
import { spanWords } from '../../core/time-span.ts';
import { count, list } from '../words.ts';
import { type Grid, gridLines } from './grid.ts';
import { minute, page, rangeWords } from './words.ts';

/** Lines of each part; of more, the newest are shown. */
const MOST_LINES = 40;

/** When it began, what happened since, whether it gets worse, and what was done about it. */
export function timelineText(answer: TimelineAnswer, width: number): string {
  const { subject, episodes, alerts, upsets, trend } = answer;
  const parts = [
    part('What failed, and when', episodesGrid(episodes), width),
    part('What became of alerts', alertsGrid(answer), width),
    part('Failovers and restarts', upsetsGrid(answer), width),
    part(`By ${answer.step}`, trendGrid(trend), width),
  ];
  const failing = episodes.filter(({ status }) => status === 'fail');
  const first = failing[0];
  const opening =
    first === undefined
      ? `${subjectWords(subject)} did not fail in ${count(answer.runs, 'audit')} ${rangeWords(answer)}.`
      : `${subjectWords(subject)} first failed in the audit of ${minute(first.firstAt)} UTC, ${goingOn(failing)}; ${count(alerts.length, 'change')} of alerts, ${count(upsets.length, 'failover or restart', 'failovers and restarts')} ${rangeWords(answer)}.`;
  return page([opening, ...parts.flat()]);
}

function subjectWords(subject: Subject): string {
  if (subject.kind === 'rule') return subject.rule;
  return subject.kind === 'node' ? `Something of node ${subject.node}` : `Something of shard ${subject.shard}`;
}

function goingOn(failing: readonly Episode[]): string {
  const open = failing.filter(({ endedAt }) => endedAt === null).length;
  return open === 0 ? 'and nothing fails any more' : `and ${open} of ${count(failing.length, 'time')} still going on`;
}

function part(title: string, grid: Grid, width: number): readonly string[] {
  if (grid.rows.length === 0) return [];
  const left = grid.rows.length - MOST_LINES;
  const note = left > 0 ? [`(the newest ${MOST_LINES}; ${left} earlier ones are in --format json)`] : [];
  return ['', title, ...gridLines({ ...grid, rows: grid.rows.slice(-MOST_LINES) }, width), ...note];
}

function episodesGrid(episodes: readonly Episode[]): Grid {
  const rows = episodes.map((each) => [
    minute(each.firstAt),
    each.endedAt === null ? 'goes on' : spanWords(Date.parse(each.endedAt) - Date.parse(each.firstAt)),
    each.status === 'fail' ? each.severity.toUpperCase() : each.status,
    each.rule,
    each.place,
    each.lastMessage === each.firstMessage ? each.firstMessage : `${each.firstMessage}; at last: ${each.lastMessage}`,
  ]);
  return { columns: ['began', 'for', '', 'rule', 'where', 'what'], rows };
}

function alertsGrid({ alerts }: TimelineAnswer): Grid {
  const rows = alerts.map(({ time, rule, resource, from, to, reason, told, held }) => [
    minute(time),
    rule,
    resource.address ?? resource.id,
    from === to ? to : `${from} → ${to}`,
    [
      reason,
      ...(told.length === 0 ? [] : [`told to ${list([...new Set(told.map(({ sink }) => sink))])}`]),
      ...(held === undefined ? [] : [`not told: ${held.reason}`]),
    ]
      .filter((words) => words !== '')
      .join('; '),
  ]);
  return { columns: ['when', 'rule', 'where', 'change', 'why'], rows };
}

function upsetsGrid({ upsets }: TimelineAnswer): Grid {
  const rows = upsets.map(({ at, rule, place, message }) => [minute(at), rule, place, message]);
  return { columns: ['when', 'what', 'where', 'how'], rows };
}

function trendGrid(trend: readonly TrendStep[]): Grid {
  const failing = new Set(trend.filter((each) => each.failing > 0).map(({ rule }) => rule));
  const rows = trend
    .filter(({ rule }) => failing.has(rule))
    .map(({ from, rule, judged, failing: failed, places, values }) => [
      minute(from),
      rule,
      `${failed} of ${judged}`,
      places,
      Object.entries(values)
        .map(([name, { least, most }]) => `${name} ${least === most ? most : `${least} to ${most}`}`)
        .join(', '),
    ]);
  return { columns: ['from', 'rule', 'audits', 'places', 'measured'], rows };
}

/** One row for each time in which something failed or could not be judged. */
export function timelineGrid({ episodes }: TimelineAnswer): Grid {
  const columns = [
    'cluster',
    'rule',
    'severity',
    'status',
    'place',
    'first_at',
    'last_at',
    'ended_at',
    'audits',
    'first_message',
    'last_message',
    'fingerprint',
  ];
  const rows = episodes.map((each) => [
    each.cluster,
    each.rule,
    each.severity,
    each.status,
    each.place,
    each.firstAt,
    each.lastAt,
    each.endedAt,
    each.audits,
    each.firstMessage,
    each.lastMessage,
    each.fingerprint,
  ]);
  return { columns, rows };
}
