import * as v from 'valibot';
import { cutText } from './cut-text.ts';
import { severities } from './finding.ts';
import { WHOLE_MESSAGE } from './message-markdown.ts';
import type { Notification } from './notification.ts';

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
  where: v.string(),
  since: v.string(),
  /** Why it is told now. */
  reason: v.string(),
  what: v.string(),
  why: v.string(),
  steps: v.array(v.object({ kind: v.picklist(['sentence', 'command']), text: v.string() })),
});

export const messageDocument = v.object({
  schemaVersion: v.literal(1),
  id: v.string(),
  clusterId: v.string(),
  scheduledAt: v.string(),
  reason: v.string(),
  subject: v.string(),
  text: v.string(),
  content: v.object({ opening: v.string(), parts: v.array(part), closing: v.array(v.string()) }),
  /** Parts that were too much for one message. */
  partsLeftOut: v.number(),
});

/** @param most characters of the text, and of the parts together */
export function documentOf(notification: Notification, most: number): MessageDocument {
  const { opening, parts, partsLeftOut, closing } = notification.content;
  let length = 0;
  const fitting = parts.filter((each) => {
    length += JSON.stringify(each).length;
    return length <= most;
  });
  return {
    schemaVersion: 1,
    id: notification.id,
    clusterId: notification.clusterId,
    scheduledAt: notification.scheduledAt,
    reason: notification.reason,
    subject: notification.subject,
    text: cutText(notification.text, most, WHOLE_MESSAGE),
    content: {
      opening,
      parts: structuredClone(fitting) as MessageDocument['content']['parts'],
      closing: [...closing],
    },
    partsLeftOut: partsLeftOut + parts.length - fitting.length,
  };
}
