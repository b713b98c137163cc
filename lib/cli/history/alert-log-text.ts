import type { AlertLogEntry } from '../../core/alert-log.ts';
import { indent, wrap } from '../../report/layout.ts';
import { neutralLine } from '../../report/neutral.ts';
import { list, time } from '../../report/words.ts';

/** The alert log as a person reads it: for each alert and audit what was decided, and who heard of it. */
export function alertLogText(entries: readonly AlertLogEntry[], width: number): string {
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
  return blocks.map((lines) => `${lines.map(neutralLine).join('\n')}\n`).join('');
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
