import type { ClusterFacts } from './facts.ts';
import {
  type EndingNotice,
  endingParagraphs,
  endingWords,
  firingOnSentences,
  historyLine,
  placesIn,
  problemSentences,
  silentSentences,
} from './message-notes.ts';
import { labelOf, textOf } from './message-text.ts';
import type { MessageContent, MessagePart, Notification, NotifiedAlert } from './notification.ts';
import { utcTime } from './utc-time.ts';

/** SNS takes up to 100 characters of printable ASCII as a subject; the mail clients of the world are glad of it. */
const SUBJECT_LIMIT = 99;

/** Parts of the content; more of them fit into no message. */
const MOST_PARTS = 1000;

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
  /** A directory or `s3://BUCKET`. */
  readonly historyAt: string;
}

/** Words alerts for the person who gets them at night: what, where, since when, why it matters, what to run. */
export function writeMessage(parts: MessageParts): Pick<Notification, 'subject' | 'text' | 'content'> {
  const content = contentOf(parts);
  return { subject: subject(parts), text: textOf(content, parts.alerts.length), content };
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

function contentOf({
  alerts,
  facts,
  firingOn,
  silent,
  ending,
  silencesProblem,
  historyAt,
}: MessageParts): MessageContent {
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
      `Cluster ${facts.cluster.id}, audit "${facts.audit}" of ${utcTime(facts.scheduledAt)}, ${read} of ${facts.nodes.length} nodes answered.`,
      ...problemSentences(silencesProblem),
    ].join('\n\n'),
    parts,
    partsLeftOut: groups.length - parts.length,
    closing: [
      ...endingParagraphs(ending),
      ...silentSentences(silent),
      ...firingOnSentences(firingOn),
      historyLine(facts.cluster.id, historyAt),
    ],
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
