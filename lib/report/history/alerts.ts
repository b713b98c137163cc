import type { AlertLogEntry } from '../../core/alert-log.ts';
import type { AlertsAnswer } from '../../core/history/answers.ts';
import { indent, wrap } from '../layout.ts';
import { neutralLine } from '../neutral.ts';
import { count, list, time } from '../words.ts';
import type { Grid } from './grid.ts';
import { rangeWords } from './words.ts';

/** The alert log as a person reads it: for each alert and audit what was decided, and who heard of it. */
export function alertsText(answer: AlertsAnswer, width: number): string {
  const { entries } = answer;
  if (entries.length === 0) return `No alert ${rangeWords(answer)}.\n`;
  const clusters = new Set(entries.map(({ cluster }) => cluster));
  const blocks = entries.map((entry) => {
    const { time: at, severity, rule, from, to, cluster } = entry;
    const change = from === to ? to : `${from} → ${to}`;
    const words = [
      time(at),
      ...(clusters.size > 1 ? [cluster] : []),
      severity.toUpperCase(),
      rule,
      placeOf(entry),
      change,
    ];
    return [words.join('  '), ...details(entry).flatMap((line) => indent(wrap(line, width - 4), 4))];
  });
  const text = blocks.map((lines) => `${lines.map(neutralLine).join('\n')}\n`).join('');
  return `${text}\n${count(entries.length, 'entry', 'entries')} ${rangeWords(answer)}.\n`;
}

/** One row for each change, and each that is held back or told again. */
export function alertsGrid({ entries }: AlertsAnswer): Grid {
  const columns = [
    'due_at',
    'cluster',
    'audit',
    'severity',
    'rule',
    'place',
    'from',
    'to',
    'reason',
    'told',
    'not_taken',
    'held',
    'fingerprint',
  ];
  const rows = entries.map((entry) => [
    entry.time,
    entry.cluster,
    entry.audit,
    entry.severity,
    entry.rule,
    placeOf(entry),
    entry.from,
    entry.to,
    entry.reason,
    entry.told.flatMap(({ sink, error }) => (error === undefined ? [sink] : [])).join(' '),
    entry.told.flatMap(({ sink, error }) => (error === undefined ? [] : [`${sink}: ${error}`])).join('; '),
    entry.held?.reason ?? '',
    entry.fingerprint,
  ]);
  return { columns, rows };
}

function placeOf({ resource: { kind, id, address } }: AlertLogEntry): string {
  if (kind === 'cluster') return 'the cluster';
  return kind === 'shard' ? `shard ${id}` : (address ?? id);
}

function details({ reason, told, held }: AlertLogEntry): readonly string[] {
  const whys = [...new Set(told.map((each) => each.reason))].filter((why) => why !== reason);
  const took = told.filter(({ error }) => error === undefined).map(({ sink }) => sink);
  return [
    ...(reason === '' ? [] : [reason]),
    ...(took.length === 0 ? [] : [`told to ${list(took)}${whys.length === 0 ? '' : `: ${whys.join('; ')}`}`]),
    ...told.flatMap(({ sink, error }) => (error === undefined ? [] : [`not taken by ${sink}: ${error}`])),
    ...(held === undefined ? [] : [`not told: ${held.reason}`]),
  ];
}
