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
  /** Latest words of the finding. */
  readonly message: string;
  /** Whether a sink was told that it fires; what was never told is not resolved aloud either. */
  readonly notified: boolean;
  /** What keeps it untold, as `silence 3f9c1a2b`; absent when nothing does. */
  readonly heldBy?: string;
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
  /** Scheduled time of the newest audit in it. */
  readonly asOf: string | null;
  readonly alerts: Readonly<Record<string, Alert>>;
}

export const noAlerts: AlertState = { schemaVersion: 1, asOf: null, alerts: {} };
