import { type Alert, isTold } from '../core/alert.ts';
import type { Resource } from '../core/finding.ts';
import type { MaintenanceWindow } from '../core/hold-back.ts';
import { matchersText } from '../core/matchers.ts';
import { endOf } from '../core/silence.ts';
import type { SilenceList, SilenceView } from '../core/silence-view.ts';
import { spanWords } from '../core/time-span.ts';
import { jsonDocument } from './json.ts';
import { indent, labelled, wrap } from './layout.ts';
import { neutralise } from './neutral.ts';
import { count, time } from './words.ts';

const LABEL = 8;

/** Alerts spelled out before the rest is only counted. */
const MOST_ALERTS = 12;

/** What was just added: until when, why, and what it holds back at this moment. Ends with a newline. */
export function addedText(
  added: SilenceView,
  clusterId: string,
  more: { notes: readonly string[]; width: number },
): string {
  const silence = neutralise(added);
  const lines = [
    `Silence ${silence.id} of cluster ${clusterId}: ${matchersText(silence.matchers)}`,
    ...details(silence, more.width),
    '',
    ...holding(silence),
    ...more.notes.flatMap((note) => wrap(note, more.width)),
  ];
  return `${lines.join('\n')}\n`;
}

/** @param released what nothing holds back any more, and nobody was told of yet */
export function endedText(ended: SilenceView, released: readonly Alert[], clusterId: string, early: string): string {
  const lines =
    released.length === 0
      ? ['Nothing that it held back is waiting to be told.']
      : [
          `The next audit tells ${count(released.length, 'alert')}, if ${released.length === 1 ? 'it fires' : 'they fire'} by then:`,
          ...alertLines(released),
        ];
  return `${[`Silence ${ended.id} of cluster ${clusterId} has ended, ${early} before its time.`, ...lines].join('\n')}\n`;
}

/** Every silence of a cluster with the time that is left. Ends with a newline. */
export function silenceListText(list: SilenceList, width: number): string {
  const { clusterId, now, silences, windows } = neutralise(list);
  const titles = { active: 'Active', coming: 'Coming', ended: 'Ended in the last 30 days' } as const;
  const groups = Map.groupBy(silences, ({ phase }) => phase);
  const blocks = [...groups].map(([phase, each]) => [
    titles[phase],
    ...each.flatMap((silence) => entry(silence, width)),
  ]);
  const times =
    windows.length === 0
      ? []
      : [['Maintenance windows', ...windows.flatMap((window) => windowEntry(window, now, width))]];
  const head = `Silences of cluster ${clusterId} at ${time(now)}${silences.length === 0 ? ': none' : ''}`;
  return `${[[head], ...blocks, ...times].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The same for programs. */
export function silenceListJson({ clusterId, now, silences, windows }: SilenceList): string {
  return jsonDocument({ schemaVersion: 1, cluster: clusterId, now, silences: silences.map(silenceDocument), windows });
}

/** One silence for programs, with the alerts that it matches; and what it released, if it has just been ended. */
export function silenceJson(silence: SilenceView, clusterId: string, released?: readonly Alert[]): string {
  const told = released === undefined ? {} : { released: released.map(alertDocument) };
  return jsonDocument({ schemaVersion: 1, cluster: clusterId, silence: silenceDocument(silence), ...told });
}

function silenceDocument({ alerts, leftMs, ...silence }: SilenceView): object {
  return { ...silence, leftSeconds: Math.ceil(leftMs / 1000), alerts: alerts.map(alertDocument) };
}

function alertDocument(alert: Alert): object {
  const { fingerprint, rule, severity, resource, since } = alert;
  return { fingerprint, rule, severity, resource, since, told: isTold(alert) };
}

function details(silence: SilenceView, width: number): readonly string[] {
  const { owner, reason, startsAt, phase } = silence;
  const begins = phase === 'coming' ? [`  from    ${time(startsAt)}`] : [];
  const length = spanWords(Date.parse(endOf(silence)) - Date.parse(startsAt));
  return [
    ...begins,
    `  until   ${time(endOf(silence))} (${length})`,
    ...labelled('  owner', owner, { label: LABEL + 2, width }),
    ...labelled('  reason', reason, { label: LABEL + 2, width }),
  ];
}

function holding({ alerts, phase }: SilenceView): readonly string[] {
  if (alerts.length === 0) return ['It matches nothing that fires now.'];
  const told = alerts.filter(isTold).length;
  const verb = phase === 'coming' ? 'would hold' : 'holds';
  const already = told === 0 ? '' : `, ${told} of which ${told === 1 ? 'was' : 'were'} told already`;
  return [`It ${verb} back ${count(alerts.length, 'firing alert')}${already}:`, ...alertLines(alerts)];
}

function alertLines(alerts: readonly Alert[]): readonly string[] {
  const more = alerts.length - MOST_ALERTS;
  const lines = neutralise(alerts)
    .slice(0, MOST_ALERTS)
    .map(({ rule, resource, since }) => `${rule} on ${placeWords(resource)}, since ${time(since)}`);
  return indent(more > 0 ? [...lines, `and ${more} more`] : lines, 2);
}

function placeWords({ kind, id, address }: Resource): string {
  if (kind === 'cluster') return 'the whole cluster';
  return kind === 'shard' ? `shard ${id}` : (address ?? id);
}

function entry(silence: SilenceView, width: number): readonly string[] {
  const { id, matchers, owner, reason, phase, leftMs, endReason, alerts } = silence;
  const end = time(endOf(silence));
  const when = {
    active: `ends in ${spanWords(leftMs)}, ${end}`,
    coming: `begins in ${spanWords(leftMs)}, ${time(silence.startsAt)}, ends ${end}`,
    ended: `ended ${end}${endReason === undefined ? '' : `: ${endReason}`}`,
  }[phase];
  const held = phase === 'active' && alerts.length > 0 ? `; holds back ${count(alerts.length, 'firing alert')}` : '';
  return block(id, [matchersText(matchers), `${when}${held}`, `${owner}: ${reason}`], width);
}

function windowEntry(
  { name, matchers, owner, reason, startsAt, endsAt }: MaintenanceWindow,
  now: string,
  width: number,
): readonly string[] {
  const at = Date.parse(now);
  const open = Date.parse(startsAt) <= at;
  const when = open
    ? `open, ends in ${spanWords(Date.parse(endsAt) - at)}, ${time(endsAt)}`
    : `opens in ${spanWords(Date.parse(startsAt) - at)}, ${time(startsAt)}, ends ${time(endsAt)}`;
  return block(name, [matchersText(matchers), when, `${owner}: ${reason}`], width);
}

function block(head: string, texts: readonly string[], width: number): readonly string[] {
  const column = Math.max(LABEL, head.length) + 4;
  const lines = texts.flatMap((text) => wrap(text, width - column));
  return lines.map((line, index) => (index === 0 ? `  ${head}`.padEnd(column) : ' '.repeat(column)) + line);
}
