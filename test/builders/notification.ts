import type { Alert } from '../../lib/core/alert.ts';
import { writeMessage } from '../../lib/core/message.ts';
import type { Notification } from '../../lib/core/notification.ts';
import { rules } from '../../lib/core/rules/index.ts';
import { clusterFacts } from './facts.ts';

const byId = new Map(rules.map((rule) => [rule.id, rule]));

/** An alert of a rule about a node, firing unless said otherwise. */
export function alertOf(rule: string, port: number, change: Partial<Alert> = {}): Alert {
  return {
    fingerprint: `${rule} ${port}`,
    rule,
    severity: byId.get(rule)?.severity ?? 'info',
    resource: { kind: 'node', id: String(port), address: `10.0.0.1:${port}`, shard: '0' },
    state: 'firing',
    since: '2026-03-01T03:00:00.000Z',
    failures: 1,
    message: 'AOF is off on this primary',
    told: 'no',
    ...change,
  };
}

/** What is sent about these alerts. */
export function notificationOf(alerts: readonly Alert[], id = 'prod'): Notification {
  const facts = clusterFacts({ cluster: { id, provider: 'self-managed' } });
  const firing = alerts.filter(({ state }) => state === 'firing');
  const resolved = alerts.filter(({ state }) => state === 'resolved');
  const message = writeMessage({ firing, resolved, facts, rules: byId });
  return { id: 'a1', clusterId: id, scheduledAt: facts.scheduledAt, reason: 'test', ...message };
}
