import { neutralLine } from './neutral.ts';
import type { NotifiedAlert } from './notification.ts';
import { endOf, type Silence } from './silence.ts';
import { utcTime } from './utc-time.ts';

/** Nodes named in one paragraph before the rest is only counted. */
const MOST_PLACES = 12;

/** Rules named of those that are silent because of what is told. */
const MOST_SILENT = 6;

/** Silences spelled out that end soon, before the rest is only counted. */
const MOST_ENDING = 3;

/** A silence that ends soon, with the alerts that are told then. */
export interface EndingNotice {
  readonly silence: Silence;
  readonly alerts: readonly NotifiedAlert[];
}

/** The places of alerts in words; of many the first, and how many more there are. */
export function placesIn(alerts: readonly NotifiedAlert[]): string {
  const places = alerts.slice(0, MOST_PLACES).map(({ place }) => place);
  const left = alerts.length - places.length;
  return `${places.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

export function problemSentences(problem: string | undefined): readonly string[] {
  return problem === undefined ? [] : [`No silence counts, for they could not be read: ${neutralLine(problem)}.`];
}

export function endingWords(ending: EndingNotice | undefined): string {
  if (ending === undefined) return '';
  const { alerts, silence } = ending;
  const fire = alerts.length === 1 ? '1 alert still fires' : `${alerts.length} alerts still fire`;
  return `${fire}, silenced until ${endOf(silence).replace('T', ' ').slice(0, 16)} UTC`;
}

export function endingParagraphs(ending: readonly EndingNotice[]): readonly string[] {
  const shown = ending.slice(0, MOST_ENDING).map(endingParagraph);
  const left = ending.length - shown.length;
  return left > 0 ? [...shown, `${left} more silences end soon over what still fires.`] : shown;
}

function endingParagraph(ending: EndingNotice): string {
  const { id, owner, reason } = ending.silence;
  const left = ending.alerts.length - MOST_PLACES;
  return [
    `SILENCE ENDS SOON  ${endingWords(ending)}  [silence ${id} of ${neutralLine(owner)}: ${neutralLine(reason)}]`,
    ...ending.alerts
      .slice(0, MOST_PLACES)
      .map(({ title, rule, place, since }) => `  - ${title}  [${rule}]  ${place}, since ${utcTime(since)}`),
    ...(left > 0 ? [`  - and ${left} more`] : []),
    'To do:',
    '  - Put it right by then. If it takes longer, silence it anew with `redis-auditor silence add`.',
  ].join('\n');
}

export function silentSentences(silent: readonly NotifiedAlert[]): readonly string[] {
  const groups = [...Map.groupBy(silent, ({ rule }) => rule).values()];
  const shown = groups.slice(0, MOST_SILENT).map((alerts) => {
    const [first] = alerts;
    return `  - ${first?.title}  [${first?.rule}]  ${placesIn(alerts)}`;
  });
  const left = groups.length - shown.length;
  if (shown.length === 0) return [];
  const more = left > 0 ? [`  - and ${left} more checks`] : [];
  return [['It fails too, probably because of that, and is not told by itself:', ...shown, ...more].join('\n')];
}

export function firingOnSentences(firingOn: number): readonly string[] {
  if (firingOn === 0) return [];
  return [
    firingOn === 1 ? '1 alert that was told before fires on.' : `${firingOn} alerts that were told before fire on.`,
  ];
}

/** How to see everything that was decided. */
export function historyLine(clusterId: string, historyAt: string): string {
  const place = /^[\w./:@-]+$/.test(historyAt) ? historyAt : `'${neutralLine(historyAt).replaceAll("'", "'\\''")}'`;
  return `History: redis-auditor history alerts --cluster ${clusterId} --store ${place}`;
}
