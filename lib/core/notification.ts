import type { Alert } from './alert.ts';
import type { Severity } from './finding.ts';
import type { ReadyStep } from './fix-steps.ts';

/** One message to people about what changed in one cluster at one audit. */
export interface Notification {
  /** Same cluster, audit and transitions, same id: a sink that took it once needs it no more. */
  readonly id: string;
  readonly clusterId: string;
  readonly scheduledAt: string;
  /** Why it is sent at all. */
  readonly reason: string;
  /** Below 100 printable ASCII characters. */
  readonly subject: string;
  /** Plain text, complete without a link. */
  readonly text: string;
  /** What the text says, for sinks that word it in another form. */
  readonly content: MessageContent;
}

/** What a message says, before it is put into the form of a mail, a chat or a document for machines. */
export interface MessageContent {
  /** Which cluster, which audit, how many nodes answered. */
  readonly opening: string;
  /** The worst first, at last what is over. */
  readonly parts: readonly MessagePart[];
}

/** Alerts of one rule that say the same. */
export interface MessagePart {
  readonly state: 'firing' | 'resolved';
  readonly severity: Severity;
  readonly rule: string;
  readonly title: string;
  readonly alerts: readonly Pick<Alert, 'fingerprint' | 'resource' | 'since'>[];
  /** The places in words; of many, the first ones and how many more there are. */
  readonly where: string;
  readonly since: string;
  /** What is wrong; empty for what is over. */
  readonly what: string;
  readonly why: string;
  readonly steps: readonly ReadyStep[];
}

/** What a sink made of a notification. */
export type Delivery =
  | { readonly sink: string; readonly status: 'delivered' }
  | { readonly sink: string; readonly status: 'failed'; readonly retryable: boolean; readonly error: string };
