import { cutText } from './cut-text.ts';
import type { ClusterFacts } from './facts.ts';
import { neutralLine } from './neutral.ts';
import type { MessageContent, MessagePart, Notification, NotifiedAlert } from './notification.ts';
import { endOf, type Silence } from './silence.ts';

/** SNS takes up to 100 characters of printable ASCII as a subject; the mail clients of the world are glad of it. */
const SUBJECT_LIMIT = 99;

/** Nodes named in one paragraph before the rest is only counted. */
const MOST_PLACES = 12;

/** Characters of the text: several forms of it have to fit into one message of 256 KB. */
const TEXT_LIMIT = 48_000;

/** Of these, for the list of what is over. */
const LIST_LIMIT = 6000;

/** Parts of the content; more of them fit into no message. */
const MOST_PARTS = 1000;

/** Characters of what a node said. */
const MOST_WORDS = 2000;

/** Rules named of those that are silent because of what is told. */
const MOST_SILENT = 6;

/** Silences spelled out that end soon, before the rest is only counted. */
const MOST_ENDING = 3;

/** What a message is made of. */
export interface MessageParts {
  /** The worst first, at last what is over. */
  readonly alerts: readonly NotifiedAlert[];
  readonly facts: ClusterFacts;
  /** Alerts that were told before and fire on. */
  readonly firingOn: number;
  /** Alerts that are not told from this audit on, because of what is told. */
  readonly silent: readonly NotifiedAlert[];
  /** Silences that end soon, each with what still fires under it. */
  readonly ending: readonly EndingNotice[];
  /** Why the silences could not be read, so that nobody wonders why this is told. */
  readonly silencesProblem: string | undefined;
}

/** A silence that ends soon, with the alerts that are told then. */
export interface EndingNotice {
  readonly silence: Silence;
  readonly alerts: readonly NotifiedAlert[];
}

/** Words alerts for the person who gets them at night: what, where, since when, why it matters, what to run. */
export function writeMessage(parts: MessageParts): Pick<Notification, 'subject' | 'text' | 'content'> {
  const content = contentOf(parts);
  return { subject: subject(parts), text: textOf(content, parts), content };
}

function subject({ alerts, ending, facts }: MessageParts): string {
  const [first] = alerts;
  const rest = alerts.length + ending.length - 1;
  const more = rest > 0 ? ` (+${rest} more)` : '';
  const head =
    first === undefined
      ? `[SILENCE ENDS] ${facts.cluster.id}: ${endingWords(ending[0])}`
      : `[${labelOf(first)}] ${facts.cluster.id}: ${first.title}`;
  const line = head.replace(/[^\x20-\x7e]/g, '?');
  return line.slice(0, SUBJECT_LIMIT - more.length) + more;
}

function labelOf({ state, severity }: Pick<NotifiedAlert, 'state' | 'severity'>): string {
  return state === 'resolved' ? 'RESOLVED' : state === 'flapping' ? 'FLAPPING' : severity.toUpperCase();
}

function contentOf({ alerts, facts, firingOn, silent, ending, silencesProblem }: MessageParts): MessageContent {
  const read = facts.nodes.filter((node) => node.connection.answered).length;
  const over = alerts.filter(({ state }) => state === 'resolved');
  const open = alerts.filter(({ state }) => state !== 'resolved');
  const alike = Map.groupBy(open, ({ rule, severity, state, message, reason }) =>
    [rule, severity, state, message, reason].join('\n'),
  );
  const groups = [...alike.values(), ...over.map((alert) => [alert])];
  const parts = groups.slice(0, MOST_PARTS).flatMap(partOf);
  return {
    opening: [
      `Cluster ${facts.cluster.id}, audit "${facts.audit}" of ${facts.scheduledAt}, ${read} of ${facts.nodes.length} nodes answered.`,
      ...problemSentences(silencesProblem),
    ].join('\n\n'),
    parts,
    partsLeftOut: groups.length - parts.length,
    closing: [...endingParagraphs(ending), ...silentSentences(silent), ...firingOnSentences(firingOn)],
  };
}

function partOf(alerts: readonly NotifiedAlert[]): readonly MessagePart[] {
  const [first] = alerts;
  if (first === undefined) return [];
  const { state, severity, rule, title, since, reason, message, why, steps } = first;
  const isOver = state === 'resolved';
  return [
    {
      state,
      severity,
      rule,
      title,
      since,
      reason,
      steps,
      alerts: alerts.map(({ fingerprint, resource, since: began }) => ({ fingerprint, resource, since: began })),
      where: placesIn(alerts),
      what: isOver ? '' : message,
      why: isOver ? '' : why,
    },
  ];
}

function placesIn(alerts: readonly NotifiedAlert[]): string {
  const places = alerts.slice(0, MOST_PLACES).map(({ place }) => place);
  const left = alerts.length - places.length;
  return `${places.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

function problemSentences(problem: string | undefined): readonly string[] {
  return problem === undefined ? [] : [`No silence counts, for they could not be read: ${neutralLine(problem)}.`];
}

function endingWords(ending: EndingNotice | undefined): string {
  if (ending === undefined) return '';
  const { alerts, silence } = ending;
  const fire = alerts.length === 1 ? '1 alert still fires' : `${alerts.length} alerts still fire`;
  return `${fire}, silenced until ${endOf(silence).replace('T', ' ').slice(0, 16)} UTC`;
}

function endingParagraphs(ending: readonly EndingNotice[]): readonly string[] {
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
      .map(({ title, rule, place, since }) => `  - ${title}  [${rule}]  ${place}, since ${since}`),
    ...(left > 0 ? [`  - and ${left} more`] : []),
    'To do:',
    '  - Put it right by then. If it takes longer, silence it anew with `redis-auditor silence add`.',
  ].join('\n');
}

function silentSentences(silent: readonly NotifiedAlert[]): readonly string[] {
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

function firingOnSentences(firingOn: number): readonly string[] {
  if (firingOn === 0) return [];
  return [
    firingOn === 1 ? '1 alert that was told before fires on.' : `${firingOn} alerts that were told before fire on.`,
  ];
}

/** As a mail says it. What is too much for one is left out from the end, where the least urgent stands, and counted. */
function textOf({ opening, parts, closing }: MessageContent, { alerts, facts }: MessageParts): string {
  const open = parts.filter(({ state }) => state !== 'resolved');
  const over = parts.filter(({ state }) => state === 'resolved');
  const paragraphs = fitting(open.map(paragraphOf), TEXT_LIMIT - LIST_LIMIT);
  const lines = fitting(over.map(overLine), LIST_LIMIT);
  const told = countIn([...open.slice(0, paragraphs.length), ...over.slice(0, lines.length)]);
  const left = alerts.length - told;
  return [
    opening,
    ...(left === 0 ? [] : [leftOutSentence(left)]),
    ...paragraphs,
    ...(lines.length === 0 ? [] : [['RESOLVED', ...lines].join('\n')]),
    ...closing,
    `History: redis-auditor history alerts --cluster ${facts.cluster.id} --store DIR`,
  ].join('\n\n');
}

/** As many texts from the beginning as fit, and one in any case. */
function fitting(texts: readonly string[], most: number): readonly string[] {
  let length = 0;
  const end = texts.findIndex((text) => {
    length += text.length + 2;
    return length > most;
  });
  return end === -1 ? texts : texts.slice(0, Math.max(1, end));
}

function leftOutSentence(left: number): string {
  return `${left} more ${left === 1 ? 'alert is' : 'alerts are'} left out here, the least urgent ones; the history has all of them.`;
}

function countIn(parts: readonly MessagePart[]): number {
  return parts.reduce((sum, { alerts }) => sum + alerts.length, 0);
}

/** Why it matters and what to do is said once for a rule: of what follows only the place differs. */
function paragraphOf(part: MessagePart, index: number, parts: readonly MessagePart[]): string {
  const { title, rule, where, what, since, reason, why, steps } = part;
  const isRepeated = parts[index - 1]?.rule === rule;
  return [
    `${labelOf(part)}  ${title}  [${rule}]`,
    `Where:  ${where}`,
    `What:   ${cutText(what, MOST_WORDS)}`,
    `Since:  ${since}; ${reason}`,
    ...(isRepeated
      ? ['Why, and what to do: as above.']
      : [
          `Why:    ${why}`,
          'To do:',
          ...steps.map((step) => (step.kind === 'command' ? `    ${step.text}` : `  - ${step.text}`)),
        ]),
  ].join('\n');
}

function overLine({ title, rule, where, since, reason }: MessagePart): string {
  return `  - ${title}  [${rule}]  ${where}, since ${since}: ${reason}`;
}
