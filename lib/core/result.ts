import type { AuditKind, ClusterMode, ProviderName, Role } from './facts.ts';
import type { Finding, Resource, Severity } from './finding.ts';
import type { Holder } from './hold-back.ts';
import type { LossResult } from './loss-result.ts';
import type { MissReason } from './observed.ts';

/** One audit, told to a person or a machine: the document of `audit --format json`. */
export interface AuditResult {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly audit: AuditKind;
  readonly cluster: { readonly id: string; readonly provider: ProviderName; readonly mode: ClusterMode };
  readonly scheduledAt: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly summary: Summary;
  readonly nodes: readonly NodeResult[];
  readonly findings: readonly Finding[];
  readonly slowCommands: readonly SlowCommand[];
  readonly latency: LatencyResult;
  /** What each way of failing would take; absent where the rule persistence/loss-window-too-long does not run. */
  readonly loss?: LossResult;
  readonly alerts: readonly AlertResult[];
  readonly notifications: readonly NotificationResult[];
  /** What fires and is kept untold, by whom, and until when. */
  readonly silences: readonly SilenceResult[];
  /** Why the silences could not be read; then none of them counts. */
  readonly silencesProblem?: string;
}

/** Failing findings by severity, and the rest by status. */
export interface Summary extends Readonly<Record<Severity, number>> {
  readonly unknown: number;
  readonly passed: number;
  readonly skipped: number;
}

export interface NodeResult {
  readonly nodeId: string;
  readonly address: string;
  readonly role: Role | 'unknown';
  /** First slot of its shard, or the id of a primary without slots. */
  readonly shard: string;
  /** `redis 7.0.15`; absent when it could not be read. */
  readonly version?: string;
  /** Part of the visit → `ok` or why it is absent. */
  readonly facts: Readonly<Record<string, 'ok' | MissReason>>;
}

/** New slow-log entries of one shape, all nodes together. */
export interface SlowCommand {
  /** `CLUSTER SLOTS`, `GET sess:*` */
  readonly shape: string;
  readonly command: string;
  readonly pattern: string;
  /** Section of the explanation that says who should care. */
  readonly kind: string;
  readonly count: number;
  readonly longestUs: number;
  readonly totalUs: number;
  /** Addresses of the nodes that logged it. */
  readonly nodes: readonly string[];
  /** Where it came from, `name (ip)` or `ip`, most entries first. */
  readonly clients: readonly string[];
  readonly lastAt: string;
  readonly explanation: Explanation;
}

/** What it is, why it takes long, what to do. */
export interface Explanation {
  readonly what: string;
  readonly why: string;
  readonly todo: string;
  /** The same at length, for the few commands that operators ask about most. */
  readonly answer?: string;
}

export interface LatencyResult {
  /** Longest stall of the place that measured, beside the PINGs; null when it was not part of the audit. */
  readonly intrinsic: { readonly durationMs: number; readonly longestStallUs: number } | null;
  readonly nodes: readonly NodeLatency[];
}

export interface NodeLatency {
  readonly nodeId: string;
  readonly address: string;
  readonly ping: PingSummary | null;
  /** Events that the server's latency monitor has seen, worst new sample first. */
  readonly events: readonly LatencyEventResult[];
  /** The server's own report; null when it was not read. */
  readonly doctor: string | null;
}

/** Microseconds. */
export interface PingSummary {
  readonly samples: number;
  readonly minUs: number;
  readonly medianUs: number;
  readonly p99Us: number;
  readonly maxUs: number;
}

export interface LatencyEventResult {
  readonly event: string;
  readonly latestAt: string;
  readonly latestMs: number;
  readonly maxMs: number;
  /** Worst sample since the previous audit; null when there is no new one. */
  readonly newWorstMs: number | null;
  readonly explanation: Explanation;
}

export interface AlertResult {
  readonly fingerprint: string;
  readonly rule: string;
  readonly state: 'pending' | 'firing' | 'resolved';
  readonly since: string;
  readonly reason: string;
}

/** A silence or maintenance window, and what it holds back now. */
export interface SilenceResult extends Holder {
  readonly alerts: readonly { readonly fingerprint: string; readonly rule: string; readonly resource: Resource }[];
}

export interface NotificationResult {
  readonly reason: string;
  readonly subject: string;
  readonly text: string;
  readonly deliveries: readonly {
    readonly sink: string;
    readonly status: 'delivered' | 'failed';
    readonly error?: string;
  }[];
}
