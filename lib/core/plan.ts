import type { Alert, AlertState } from './alert.ts';
import type { ClusterFacts } from './facts.ts';
import { shortHash } from './fingerprint.ts';
import { writeMessage } from './message.ts';
import { mutedBy } from './mutes.ts';
import type { Notification } from './notification.ts';
import type { Rule } from './rule.ts';

/** What is told after one audit, and which alerts it tells of. */
export interface NotificationPlan {
  readonly notifications: readonly Notification[];
  /** Fingerprints of alerts that count as told once the notifications are delivered. */
  readonly tells: readonly string[];
}

/**
 * One message for a cluster and audit: alerts that fire and have not been told yet, and alerts that ended after they
 * had been told. What could not be delivered stays untold, so the next audit tries again.
 */
export function planNotifications(
  alerts: AlertState,
  facts: ClusterFacts,
  rules: ReadonlyMap<string, Rule>,
): NotificationPlan {
  const firing = Object.values(alerts.alerts).filter((alert) => alert.state === 'firing');
  const news = firing.filter((alert) => alert.told !== 'yes' && mutedBy(alert, firing, rules) === undefined);
  const worth = news.filter((alert) => alert.severity !== 'info');
  const resolved = Object.values(alerts.alerts).filter((alert) => alert.state === 'resolved');
  if (worth.length + resolved.length === 0) return { notifications: [], tells: [] };
  const tells = [...news, ...resolved].map((alert) => alert.fingerprint);
  return { notifications: [notification(news, resolved, facts, rules)], tells };
}

function notification(
  firing: readonly Alert[],
  resolved: readonly Alert[],
  facts: ClusterFacts,
  rules: ReadonlyMap<string, Rule>,
): Notification {
  const message = writeMessage({ firing, resolved, facts, rules });
  const identity = [
    facts.cluster.id,
    facts.scheduledAt,
    ...firing.map((alert) => alert.fingerprint),
    '/',
    ...resolved.map((alert) => alert.fingerprint),
  ];
  return {
    id: shortHash(identity),
    clusterId: facts.cluster.id,
    scheduledAt: facts.scheduledAt,
    reason: reasonOf(firing.length, resolved.length),
    ...message,
  };
}

function reasonOf(firing: number, resolved: number): string {
  const parts = [firing > 0 ? `${firing} began to fire` : '', resolved > 0 ? `${resolved} resolved` : ''];
  return parts.filter((part) => part !== '').join(', ');
}

/** The state to save once the notifications were taken: what was told need not be told again, and what is over goes. */
export function markTold(state: AlertState, fingerprints: readonly string[]): AlertState {
  const over = new Set(fingerprints.filter((each) => state.alerts[each]?.state === 'resolved'));
  const marked = mark(state, fingerprints, 'yes');
  const left = Object.entries(marked.alerts).filter(([fingerprint]) => !over.has(fingerprint));
  return { ...state, alerts: Object.fromEntries(left) };
}

/** The state to save when not everybody took the notifications: some of it may have arrived. */
export function markTried(state: AlertState, fingerprints: readonly string[]): AlertState {
  return mark(state, fingerprints, 'perhaps');
}

function mark(state: AlertState, fingerprints: readonly string[], told: Alert['told']): AlertState {
  const meant = new Set(fingerprints);
  const alerts = Object.entries(state.alerts).map(
    ([fingerprint, alert]) => [fingerprint, meant.has(fingerprint) ? { ...alert, told } : alert] as const,
  );
  return { ...state, alerts: Object.fromEntries(alerts) };
}
