import type { LastRunOf } from './audit-order.ts';
import type { AuditKind } from './facts.ts';
import type { Finding, Resource, Severity } from './finding.ts';

/** A failing finding over time. Counted in audits that judged its rule, not in minutes. */
export interface Alert {
  readonly fingerprint: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly resource: Resource;
  /** `pending` until enough consecutive audits failed, `firing` until one passes, then `resolved`. */
  readonly state: 'pending' | 'firing' | 'resolved';
  /** Scheduled time of the audit that first saw it fail. */
  readonly since: string;
  /** Consecutive audits that failed. */
  readonly failures: number;
  /** Of a rule that judges each kind of audit by itself: the kinds in which it fails. */
  readonly kinds?: readonly AuditKind[];
  /** Latest words of the finding. */
  readonly message: string;
  /**
   * Whether people were told that it fires; of what was never told, no end is told either. An attempt that failed may
   * have arrived all the same: then it is told again, and so is its end.
   */
  readonly told: 'no' | 'perhaps' | 'yes';
}

/** One change of an alert, with its reason: what the alert log keeps. */
export interface AlertTransition {
  readonly alert: Alert;
  readonly from: 'none' | Alert['state'];
  readonly to: Alert['state'];
  /** One sentence: why the state changed, or why it is told or not. */
  readonly reason: string;
  /** The finding behind it; absent when the alert ended because its resource is gone. */
  readonly finding?: Finding;
}

/** Alerts that are not over, by fingerprint. */
export interface AlertState {
  readonly schemaVersion: 1;
  /** Up to which run each kind of audit has been judged. */
  readonly lastRunOf: LastRunOf;
  readonly alerts: Readonly<Record<string, Alert>>;
}

export const noAlerts: AlertState = { schemaVersion: 1, lastRunOf: {}, alerts: {} };
