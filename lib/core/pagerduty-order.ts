import type { PagerDutyEvent } from './pagerduty-events.ts';

/** The message that an event comes from, as the topic hands it on. */
export interface EventSource {
  /** The same whenever it is handed on again. */
  readonly id: string;
  /** When it was published, ISO 8601; undefined where the topic does not say. */
  readonly publishedAt: string | undefined;
}

interface Sent extends EventSource {
  readonly action: PagerDutyEvent['event_action'];
}

/** What one process has sent last of each incident, by its key, the newest at last. */
export type SentEvents = ReadonlyMap<string, Sent>;

const MOST_REMEMBERED = 1000;

/**
 * Why an event is not sent. A topic hands messages on in any order, and more than once: what one process has sent it
 * knows, and what another one did nobody knows here.
 *
 * `overtaken`: something newer was sent of this incident, and this would undo it. An older trigger below a newer one
 * undoes nothing, and has places in it that the newer one may not have.
 */
export function whySkipped(
  event: PagerDutyEvent,
  source: EventSource,
  sent: SentEvents,
): 'sent before' | 'overtaken' | undefined {
  const last = sent.get(event.dedup_key);
  if (last === undefined) return undefined;
  if (last.id === source.id) return 'sent before';
  if (last.action === 'trigger' && event.event_action === 'trigger') return undefined;
  return isOlder(source, last) ? 'overtaken' : undefined;
}

/** What is known after an event was sent. */
export function rememberSent(sent: SentEvents, event: PagerDutyEvent, source: EventSource): SentEvents {
  const last = sent.get(event.dedup_key);
  const others = [...sent].filter(([key]) => key !== event.dedup_key).slice(1 - MOST_REMEMBERED);
  const { id, publishedAt } = source;
  const newest = last !== undefined && isOlder(source, last) ? last : { id, publishedAt, action: event.event_action };
  return new Map([...others, [event.dedup_key, newest]]);
}

function isOlder(source: EventSource, than: EventSource): boolean {
  return source.publishedAt !== undefined && than.publishedAt !== undefined && source.publishedAt < than.publishedAt;
}
