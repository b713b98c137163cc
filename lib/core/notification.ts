import type { Alert } from './alert.ts';
import type { Evidence, Resource, Severity } from './finding.ts';
import type { ReadyStep } from './fix-steps.ts';
import type { ToldRule } from './told-rules.ts';

/** One message to people about what changed in one cluster at one audit. */
export interface Notification {
  /** Same cluster, audit and content, same id: a sink that took it once needs it no more. */
  readonly id: string;
  readonly clusterId: string;
  readonly scheduledAt: string;
  /** Why it is sent at all. */
  readonly reason: string;
  /** Below 100 printable ASCII characters. */
  readonly subject: string;
  /** Plain text, complete without a link. Of very many alerts the worst are in it, and how many are not. */
  readonly text: string;
  /** What the text says, for sinks that word it in another form. */
  readonly content: MessageContent;
  /** What a chat shows instead of {@link content}. */
  readonly chat?: ChatForm;
  /** Every alert that is told, the worst first, at last what is over. */
  readonly alerts: readonly NotifiedAlert[];
  /** The command that shows everything that was decided. */
  readonly history: string;
  /** Alerts that fire on and were told before; they are not among {@link alerts}. */
  readonly firingOn: number;
  /** Each rule that is told of, in the order of {@link alerts}. */
  readonly rules: readonly ToldRule[];
}

/** A message made for a chat. */
export interface ChatForm {
  /** Slack's own markup, of at most 8000 characters. */
  readonly markup: string;
  /** Name of the thread that it belongs to; that of alerts has the id of the cluster. */
  readonly thread: string;
}

/** One alert as it is told, with everything that a message may say of it. Text of others in it is one line, without control characters. */
export interface NotifiedAlert {
  readonly fingerprint: string;
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly state: NotifiedState;
  /** Why it is told now. */
  readonly reason: string;
  readonly resource: Resource;
  /** The resource in words: `10.0.0.1:6379`, `shard 0 (primary 10.0.0.1:6379)`. */
  readonly place: string;
  /** The measured value against the threshold, in one sentence; of what is over, the last one. */
  readonly message: string;
  readonly since: string;
  /** What the verdict rests on; absent when this audit did not judge it. */
  readonly evidence?: Evidence;
  /** Why it matters. */
  readonly why: string;
  /** What to do, with commands to paste; none for what is over, and none behind the first thousand alerts. */
  readonly steps: readonly ReadyStep[];
  readonly links: readonly string[];
}

/** `flapping`: it changes so often that its changes are told once, together. */
export type NotifiedState = 'firing' | 'flapping' | 'resolved';

/** What a message says, before it is put into the form of a mail, a chat or a document for machines. */
export interface MessageContent {
  /** Which cluster, which audit, how many nodes answered. */
  readonly opening: string;
  /** The worst first, at last what is over. */
  readonly parts: readonly MessagePart[];
  /** How many parts more there would be: nobody reads thousands of them. */
  readonly partsLeftOut: number;
  /** Sentences that stand below all parts: what fires on, and what is silent because of what is told. */
  readonly closing: readonly string[];
}

/** Alerts of one rule that say the same. */
export interface MessagePart {
  readonly state: NotifiedState;
  readonly severity: Severity;
  readonly rule: string;
  readonly title: string;
  readonly alerts: readonly Pick<Alert, 'fingerprint' | 'resource' | 'since'>[];
  /** The places in words; of many, the first ones and how many more there are. */
  readonly where: string;
  readonly since: string;
  /** Why they are told now. */
  readonly reason: string;
  /** What is wrong; empty for what is over. */
  readonly what: string;
  readonly why: string;
  readonly steps: readonly ReadyStep[];
  readonly links: readonly string[];
}

/** What a sink made of a notification. */
export type Delivery =
  | { readonly sink: string; readonly status: 'delivered' }
  | { readonly sink: string; readonly status: 'failed'; readonly retryable: boolean; readonly error: string };
