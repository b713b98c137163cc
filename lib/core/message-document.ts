import * as v from 'valibot';
import { cutText } from './cut-text.ts';
import { FunctionError } from './errors.ts';
import { severities } from './finding.ts';
import { WHOLE_MESSAGE } from './message-markdown.ts';
import type { MessagePart, Notification } from './notification.ts';

/** Alerts that one part lists: of more the part says how many there are, so that a storm of one kind leaves room for others. */
const MOST_ALERTS = 100;

/** A notification for machines: what subscribed functions and queues get. */
export type MessageDocument = v.InferOutput<typeof messageDocument>;

const resource = v.object({
  kind: v.picklist(['cluster', 'shard', 'node']),
  id: v.string(),
  address: v.exactOptional(v.string()),
  shard: v.exactOptional(v.string()),
});

const part = v.object({
  state: v.picklist(['firing', 'flapping', 'resolved']),
  severity: v.picklist(severities),
  rule: v.string(),
  title: v.string(),
  alerts: v.array(v.object({ fingerprint: v.string(), resource, since: v.string() })),
  /** Alerts that say the same and are too many to be listed. */
  alertsLeftOut: v.number(),
  where: v.string(),
  since: v.string(),
  /** Why it is told now. */
  reason: v.string(),
  what: v.string(),
  why: v.string(),
  steps: v.array(v.object({ kind: v.picklist(['sentence', 'command']), text: v.string() })),
  links: v.array(v.string()),
});

/** What is told of a rule, complete whatever was left out of the parts. */
const toldRule = v.object({
  rule: v.string(),
  title: v.string(),
  severity: v.picklist(severities),
  /** Alerts that are told to fire, or to flap. */
  firing: v.number(),
  /** Alerts that are told to be over. */
  resolved: v.number(),
  /** Alerts that were told before, are not told now, and whose end is still to come. */
  firingOn: v.number(),
  links: v.array(v.string()),
});

export const messageDocument = v.object({
  schemaVersion: v.literal(1),
  id: v.string(),
  clusterId: v.string(),
  scheduledAt: v.string(),
  reason: v.string(),
  subject: v.string(),
  text: v.string(),
  rules: v.array(toldRule),
  content: v.object({ opening: v.string(), parts: v.array(part), closing: v.array(v.string()) }),
  /** Parts that were too much for one message. */
  partsLeftOut: v.number(),
  /** The command that shows everything that was decided. */
  history: v.string(),
});

/** @param most characters of the text, and of the parts together */
export function documentOf(notification: Notification, most: number): MessageDocument {
  const { opening, parts, partsLeftOut, closing } = notification.content;
  const fitting = partsWithRoom(parts.map(withFewerAlerts), most);
  return {
    schemaVersion: 1,
    id: notification.id,
    clusterId: notification.clusterId,
    scheduledAt: notification.scheduledAt,
    reason: notification.reason,
    subject: notification.subject,
    rules: structuredClone(notification.rules) as MessageDocument['rules'],
    text: cutText(notification.text, most, WHOLE_MESSAGE),
    content: {
      opening,
      parts: structuredClone(fitting) as MessageDocument['content']['parts'],
      closing: [...closing],
    },
    partsLeftOut: partsLeftOut + parts.length - fitting.length,
    history: notification.history,
  };
}

type ListedPart = MessagePart & { readonly alertsLeftOut: number };

/** The worst part of each rule before any second one: a storm of one kind must not hide what else is wrong. */
function partsWithRoom(parts: readonly ListedPart[], most: number): readonly ListedPart[] {
  const worst = new Set(new Map(parts.toReversed().map((part) => [part.rule, part])).values());
  let length = 0;
  const chosen = [...parts.filter((part) => worst.has(part)), ...parts.filter((part) => !worst.has(part))].filter(
    (part) => {
      length += JSON.stringify(part).length;
      return length <= most;
    },
  );
  const isChosen = new Set(chosen);
  return parts.filter((part) => isChosen.has(part));
}

function withFewerAlerts(part: MessagePart): ListedPart {
  const { alerts } = part;
  return { ...part, alerts: alerts.slice(0, MOST_ALERTS), alertsLeftOut: Math.max(0, alerts.length - MOST_ALERTS) };
}

/** What every document of ours has, whatever its version. */
const anyDocument = v.looseObject({ schemaVersion: v.number(), clusterId: v.string() });

/**
 * Reads what a topic hands on. Anybody may publish something to it by hand.
 *
 * @returns undefined for what is no document of ours
 * @throws FunctionError for one that is, and that this version cannot read: what it tells must not be lost unnoticed
 */
export function readMessageDocument(message: string): MessageDocument | undefined {
  const any = v.safeParse(v.pipe(v.string(), v.parseJson(), anyDocument), message);
  if (!any.success) return undefined;
  const parsed = v.safeParse(messageDocument, any.output);
  if (parsed.success) return parsed.output;
  const places = parsed.issues.slice(0, 5).map((issue) => v.getDotPath(issue) ?? 'the message');
  throw new FunctionError(
    `the message is not one that this version can read: look at ${places.join(', ')}`,
    'Deploy the stack again, so that all of its functions are of one version.',
  );
}
