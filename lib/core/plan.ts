import type { Alert, AlertState, AlertTransition } from './alert.ts';
import { type EndingSilence, endsSoon } from './ending-silences.ts';
import type { ClusterFacts } from './facts.ts';
import { shortHash } from './fingerprint.ts';
import { type HeldAlert, noQuietTimes, noteHeld, type QuietTimes, splitNews } from './hold-back.ts';
import { writeMessage } from './message.ts';
import { mutedBy } from './mutes.ts';
import type { Notification } from './notification.ts';
import type { Rule } from './rule.ts';

/** What is told after one audit, and which alerts it tells of. */
export interface NotificationPlan {
  readonly notifications: readonly Notification[];
  /** Fingerprints of alerts that count as notified once the notifications are delivered. */
  readonly tells: readonly string[];
  /** Everything that fires and is silenced, whether it was told before or not. */
  readonly silenced: readonly HeldAlert[];
  /** The alerts as they were given, with what holds each of them back. */
  readonly alerts: AlertState;
  /** For the alert log: what is held back from now on, and what is no longer. */
  readonly notes: readonly AlertTransition[];
  /** Ids of the silences whose coming end is told. */
  readonly warns: readonly string[];
}

/**
 * One message for a cluster and audit: alerts that fire and have not been told yet, and alerts that ended after they
 * had been told. What could not be delivered stays untold, so the next audit tries again, and so does what is silenced:
 * it is told when nothing holds it back any more and it still fires. The end of what was told is told in any case, or
 * whoever heard of it would wait for it.
 */
export function planNotifications(
  alerts: AlertState,
  facts: ClusterFacts,
  rules: ReadonlyMap<string, Rule>,
  quiet: QuietTimes = noQuietTimes,
): NotificationPlan {
  const clusterId = facts.cluster.id;
  const firing = Object.values(alerts.alerts).filter((alert) => alert.state === 'firing');
  const news = firing.filter((alert) => !alert.notified && mutedBy(alert, firing, rules) === undefined);
  const { told, held } = splitNews(news, clusterId, quiet);
  const resolved = Object.values(alerts.alerts).filter((alert) => alert.state === 'resolved');
  const known = firing.filter((alert) => alert.notified);
  const ending = endsSoon(quiet, [...known, ...news].filter(isWorthAMessage), clusterId);
  const isNews = told.some(isWorthAMessage) || resolved.length + ending.length > 0;
  const content = { firing: isNews ? told : [], resolved, ending, silencesProblem: quiet.problem };
  return {
    notifications: isNews ? [notification(content, facts, rules)] : [],
    tells: [...content.firing, ...resolved].map((alert) => alert.fingerprint),
    silenced: splitNews(firing, clusterId, quiet).held,
    ...noteHeld(alerts, held, content.firing),
    warns: ending.map(({ silence }) => silence.id),
  };
}

/** `info` comes along with the next message that is sent. */
function isWorthAMessage({ severity }: Alert): boolean {
  return severity !== 'info';
}

/** What one message is about. */
interface News {
  readonly firing: readonly Alert[];
  readonly resolved: readonly Alert[];
  readonly ending: readonly EndingSilence[];
  readonly silencesProblem: string | undefined;
}

function notification(news: News, facts: ClusterFacts, rules: ReadonlyMap<string, Rule>): Notification {
  const { firing, resolved, ending } = news;
  const { subject, text } = writeMessage({ ...news, facts, rules });
  const identity = [
    facts.cluster.id,
    facts.scheduledAt,
    ...firing.map((alert) => alert.fingerprint),
    '/',
    ...resolved.map((alert) => alert.fingerprint),
    ...ending.map(({ silence }) => silence.id),
  ];
  return {
    id: shortHash(identity),
    clusterId: facts.cluster.id,
    scheduledAt: facts.scheduledAt,
    reason: reasonOf(news),
    subject,
    text,
  };
}

function reasonOf({ firing, resolved, ending }: News): string {
  const parts = [
    firing.length > 0 ? `${firing.length} began to fire` : '',
    resolved.length > 0 ? `${resolved.length} resolved` : '',
    ending.length > 0 ? 'a silence ends soon over what still fires' : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** The state to save once the notifications were taken: what was told need not be told again, and what is over goes. */
export function markTold(state: AlertState, fingerprints: readonly string[]): AlertState {
  const told = new Set(fingerprints);
  const left = Object.values(state.alerts)
    .filter((alert) => !(alert.state === 'resolved' && told.has(alert.fingerprint)))
    .map((alert) => [alert.fingerprint, told.has(alert.fingerprint) ? { ...alert, notified: true } : alert] as const);
  return { ...state, alerts: Object.fromEntries(left) };
}
