import type { LastRunOf } from './audit-order.ts';
import type { AuditKind } from './facts.ts';
import type { Finding, Resource, Severity } from './finding.ts';
import type { Upheaval } from './upheavals.ts';

/** A failing finding over time. Counted in audits that judged its rule, not in minutes. */
export interface Alert {
  readonly fingerprint: string;
  readonly rule: string;
  /** As the rule has it; {@link urgencyOf} is what people are told. */
  readonly severity: Severity;
  readonly resource: Resource;
  /** `pending` until enough consecutive audits failed, `firing` until enough consecutive ones passed, then `resolved`. */
  readonly state: 'pending' | 'firing' | 'resolved';
  /** Scheduled time of the audit that first saw it fail. */
  readonly since: string;
  /** Scheduled time of the last audit that saw it fail. */
  readonly failedAt: string;
  /** Scheduled time of the audit that brought it into its state. */
  readonly changedAt: string;
  /** Consecutive audits that failed. */
  readonly failures: number;
  /** Consecutive audits that passed while it fires. */
  readonly passes: number;
  /** Of a rule that judges each kind of audit by itself: the kinds in which it fails. */
  readonly kinds?: readonly AuditKind[];
  /** Latest words of the finding. */
  readonly message: string;
  /** Why it is in its state: one sentence. */
  readonly reason: string;
  /** A warning that has fired for so long that it is told as critical. */
  readonly escalated?: true;
  /** Since when it changes so often that its changes are not told one by one. */
  readonly flapping?: string;
  /** Why the last audit that judged its rule neither confirmed nor ended it. */
  readonly frozen?: 'unknown' | 'not-yet-clear';
  /** What keeps people from being told what they do not know yet. */
  readonly held?: Held;
  /**
   * What each sink knows, by its name. Of what a sink was never told, no end is told to it either. A sink that is
   * configured no more keeps its entry, so that it hears nothing twice if it comes back, and of the end.
   */
  readonly told: Readonly<Record<string, Told>>;
}

/** What a sink was told last of an alert that is not over for it. */
export interface Told {
  readonly state: 'firing' | 'flapping';
  readonly severity: Severity;
  /** Scheduled time of the audit that told it. */
  readonly at: string;
  /** False after an attempt that failed: it may have arrived all the same. Then it is told again, and so is its end. */
  readonly certain: boolean;
}

/** Why an alert is held back: by another alert, what was done to its shard, its own changes, somebody, for company. */
export type HoldKind = 'muted' | 'quiet' | 'flapping' | 'silenced' | 'info';

/** An alert of which people are not told for now. */
export interface Held {
  readonly by: HoldKind;
  /** Scheduled time of the last audit that held it back for that. */
  readonly at: string;
  /** The silence or window that does, or that did before it waits for company: `silence 3f9c1a2b`. */
  readonly holder?: string;
}

/** One change of an alert, or one decision about it, with its reason: what the alert log keeps. */
export interface AlertTransition {
  readonly alert: Alert;
  readonly from: 'none' | Alert['state'];
  /** The same as `from` where only something about the alert was decided. */
  readonly to: Alert['state'];
  /** One sentence: why the state changed, or what was decided. */
  readonly reason: string;
  /** The finding behind it; absent when the alert ended because its resource is gone. */
  readonly finding?: Finding;
}

/** Alerts that are not over, or whose end has not been told, by fingerprint, and what deciding about them needs. */
export interface AlertState {
  readonly schemaVersion: 1;
  /** Up to which run each kind of audit has been judged. */
  readonly lastRunOf: LastRunOf;
  readonly alerts: Readonly<Record<string, Alert>>;
  /** Fingerprint → when it began or ceased to fire, oldest first: as far back as flapping is looked for. */
  readonly changes: Readonly<Record<string, readonly string[]>>;
  /** First slot of a shard → what was done to it lately. */
  readonly upheavals: Readonly<Record<string, Upheaval>>;
}

export const noAlerts: AlertState = { schemaVersion: 1, lastRunOf: {}, alerts: {}, changes: {}, upheavals: {} };

/** Whether somebody was told of it, and not that it is over. */
export function isTold({ told }: Pick<Alert, 'told'>): boolean {
  return Object.keys(told).length > 0;
}

/** How urgent an alert is to people: its severity, or critical once it has been a warning for too long. */
export function urgencyOf({ severity, escalated }: Pick<Alert, 'severity' | 'escalated'>): Severity {
  return escalated === true && severity === 'warning' ? 'critical' : severity;
}
