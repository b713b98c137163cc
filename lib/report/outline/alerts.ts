import type { AlertResult, AuditResult } from '../../core/result.ts';
import { placesOf } from './places.ts';

/** Alerts in one state for one reason. */
export interface AlertGroup {
  readonly state: AlertResult['state'];
  readonly rule: string;
  readonly reason: string;
  /** Names of what it is about; empty when the resource is gone. */
  readonly places: readonly string[];
}

export interface AlertNews {
  readonly counts: Readonly<Record<AlertResult['state'], number>>;
  /** Over, waiting, or firing from this audit on; what fires on as before is told with its finding. */
  readonly groups: readonly AlertGroup[];
  readonly failedDeliveries: readonly { readonly sink: string; readonly error: string; readonly subject: string }[];
  readonly delivered: readonly { readonly sink: string; readonly subject: string }[];
}

/** What this audit changed in the alerts, and who was told. */
export function alertNewsOf(result: AuditResult): AlertNews {
  const placeOf = placesOf(result);
  const resources = new Map(result.findings.map((finding) => [finding.fingerprint, finding.resource]));
  // On a first audit everything is new, and stands above with its finding.
  const isFirst = result.alerts.every((alert) => alert.since === result.scheduledAt);
  const changed = result.alerts.filter(
    ({ state, reason }) => state === 'pending' || (reason !== 'unchanged' && !(isFirst && state === 'firing')),
  );
  const groups = Map.groupBy(changed, (alert) => `${alert.state} ${alert.rule} ${alert.reason}`);
  const order = ['resolved', 'firing', 'pending'];
  const deliveries = result.notifications.flatMap(({ subject, deliveries: each }) =>
    each.map((delivery) => ({ subject, ...delivery })),
  );
  return {
    counts: countStates(result.alerts),
    groups: [...groups.values()]
      .flatMap((alerts) => {
        const [first] = alerts;
        if (first === undefined) return [];
        const places = alerts
          .flatMap(({ fingerprint }) => resources.get(fingerprint) ?? [])
          .map((each) => placeOf(each).name);
        return [{ state: first.state, rule: first.rule, reason: first.reason, places }];
      })
      .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state)),
    failedDeliveries: deliveries
      .filter((delivery) => delivery.status === 'failed')
      .map(({ sink, error = 'no reason given', subject }) => ({ sink, error, subject })),
    delivered: deliveries
      .filter((delivery) => delivery.status === 'delivered')
      .map(({ sink, subject }) => ({ sink, subject })),
  };
}

function countStates(alerts: readonly AlertResult[]): AlertNews['counts'] {
  const counts = { resolved: 0, firing: 0, pending: 0 };
  for (const alert of alerts) counts[alert.state] += 1;
  return counts;
}
