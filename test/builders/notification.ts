import { type Alert, noAlerts } from '../../lib/core/alert.ts';
import { defaultAlertSettings } from '../../lib/core/alert-settings.ts';
import type { Notification } from '../../lib/core/notification.ts';
import { planNotifications } from '../../lib/core/plan.ts';
import { rules } from '../../lib/core/rules/index.ts';
import { clusterFacts } from './facts.ts';

const byId = new Map(rules.map((rule) => [rule.id, rule]));

const began = '2026-03-01T03:00:00.000Z';

/** An alert of a rule about a node, firing unless said otherwise. */
export function alertOf(rule: string, port: number, change: Partial<Alert> = {}): Alert {
  return {
    fingerprint: `${rule} ${port}`,
    rule,
    severity: byId.get(rule)?.severity ?? 'info',
    resource: { kind: 'node', id: String(port), address: `10.0.0.1:${port}`, shard: '0' },
    state: 'firing',
    since: began,
    failedAt: began,
    changedAt: began,
    failures: 1,
    passes: 0,
    message: 'AOF is off on this primary',
    reason: change.state === 'resolved' ? 'the check passes again' : 'failed in this audit',
    // Of what nobody knows no end is told.
    told:
      change.state === 'resolved' ? { mail: { state: 'firing', severity: 'critical', at: began, certain: true } } : {},
    ...change,
  };
}

/** What is sent about these alerts. */
export function notificationOf(alerts: readonly Alert[], id = 'prod'): Notification {
  const facts = clusterFacts({ cluster: { id, provider: 'self-managed' } });
  const state = { ...noAlerts, alerts: Object.fromEntries(alerts.map((alert) => [alert.fingerprint, alert])) };
  const [message] = planNotifications({
    alerts: state,
    facts,
    findings: [],
    rules: byId,
    settings: defaultAlertSettings,
    sinks: ['mail'],
    historyAt: 'DIR',
  }).messages;
  if (message === undefined) throw new Error('nothing is worth a message');
  return { ...message.notification, id: 'a1' };
}
