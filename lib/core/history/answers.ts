import type { AlertLogEntry } from '../alert-log.ts';
import type { ClusterDiff } from '../diff/clusters.ts';
import type { Severity } from '../finding.ts';

/*
 * What questions about the stored history are answered with: what `--format json` prints and what a page shows. Times
 * are ISO 8601 in UTC.
 */

/** What every answer begins with. */
export interface AnswerHead {
  readonly schemaVersion: 1;
  /** A directory or `s3://BUCKET`. */
  readonly store: string;
  /** The first time that counts, and the first that does not. */
  readonly from: string;
  readonly to: string;
  /** Objects that could not be read, with the reason. */
  readonly passedOver: readonly PassedOver[];
  /** What is odd about what was read, one sentence each. */
  readonly notes: readonly string[];
}

export interface PassedOver {
  readonly key: string;
  readonly reason: string;
}

/** The audits of one cluster on one day. */
export interface DayOfRuns {
  readonly cluster: string;
  /** `2026-03-01` */
  readonly day: string;
  readonly runs: number;
  /** Kind of audit → how many. */
  readonly byAudit: Readonly<Record<string, number>>;
  /** Most members that were known, and fewest that answered. */
  readonly nodes: number;
  readonly leastAnswered: number;
  /** Most findings that failed in one audit. */
  readonly mostFailed: number;
  /** Rules that failed, the worst first. */
  readonly failing: readonly FailingRule[];
  /** Times between two audits of a kind, begun on this day, that are more than twice as long as usual. */
  readonly gaps: readonly Gap[];
}

export interface FailingRule {
  readonly rule: string;
  readonly severity: Severity;
  /** Nodes, shards or clusters in which it failed. */
  readonly places: number;
  /** Audits in which it failed anywhere. */
  readonly audits: number;
}

export interface Gap {
  readonly audit: string;
  readonly from: string;
  /** When the next one was due; null when there is none yet. */
  readonly to: string | null;
  readonly seconds: number;
  readonly usualSeconds: number;
}

/** What a timeline is about. */
export type Subject =
  | { readonly kind: 'rule'; readonly rule: string }
  | { readonly kind: 'node'; readonly node: string }
  | { readonly kind: 'shard'; readonly shard: string };

/** A time in which a rule said the same of a resource in every audit that judged it. */
export interface Episode {
  readonly cluster: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly status: 'fail' | 'unknown';
  readonly fingerprint: string;
  /** `10.0.0.1:6379`, `shard 0`, `the cluster` */
  readonly place: string;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly audits: number;
  /** The first audit that judged it and said something else; null while it goes on. */
  readonly endedAt: string | null;
  readonly firstMessage: string;
  readonly lastMessage: string;
}

/** How a rule did in one part of the range. */
export interface TrendStep {
  readonly cluster: string;
  readonly rule: string;
  readonly from: string;
  /** Audits that judged it, and in which it failed anywhere. */
  readonly judged: number;
  readonly failing: number;
  /** Most places in which it failed at once. */
  readonly places: number;
  /** Numbers of the evidence of what failed: name with its unit → least and most. */
  readonly values: Readonly<Record<string, { readonly least: number; readonly most: number }>>;
}

/** What befell a node or shard in the range. */
export interface Upset {
  readonly cluster: string;
  readonly at: string;
  readonly rule: string;
  readonly place: string;
  readonly message: string;
}

export interface TimelineAnswer extends AnswerHead {
  readonly subject: Subject;
  /** Audits in the range. */
  readonly runs: number;
  readonly episodes: readonly Episode[];
  readonly alerts: readonly AlertLogEntry[];
  /** Failovers and restarts. */
  readonly upsets: readonly Upset[];
  /** `hour`, `day`, `week` or `month` */
  readonly step: string;
  readonly trend: readonly TrendStep[];
}

/** Slow-log entries that have something in common. */
export interface SlowGroup {
  /** By what they are grouped: the shape, a node, or a client. */
  readonly name: string;
  readonly command: string | null;
  readonly count: number;
  readonly totalMs: number;
  readonly p99Ms: number;
  readonly longestMs: number;
  readonly firstAt: string;
  readonly lastAt: string;
  /** Most entries first. */
  readonly nodes: readonly string[];
  readonly clients: readonly string[];
  /** Of a command that is known: what it is and what to do about it. */
  readonly advice?: { readonly what: string; readonly todo: string };
}

export interface SlowlogAnswer extends AnswerHead {
  readonly by: 'shape' | 'node' | 'client';
  /** Entries that count, and all of them; the auditor's own and what replicas did because their primary did are left out. */
  readonly entries: number;
  readonly read: number;
  readonly groups: readonly SlowGroup[];
  /** Groups that are not shown. */
  readonly left: number;
}

export interface ListAnswer extends AnswerHead {
  readonly days: readonly DayOfRuns[];
}

export interface AlertsAnswer extends AnswerHead {
  readonly entries: readonly AlertLogEntry[];
}

/** One audit. */
export interface RunRef {
  readonly cluster: string;
  readonly audit: string;
  readonly at: string;
  readonly runId: string;
}

export interface RunFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly status: string;
  readonly place: string;
  readonly message: string;
  readonly fingerprint: string;
}

export interface RunLoss {
  readonly shard: string;
  readonly primary: string;
  readonly status: string;
  readonly reason: string;
  /** Way of failing → seconds in words. */
  readonly seconds: Readonly<Record<string, string>>;
}

export interface RunNode {
  readonly nodeId: string;
  readonly address: string;
  readonly role: string;
  readonly shard: string | null;
  readonly answered: boolean | null;
}

export interface ShowAnswer extends AnswerHead {
  readonly run: RunRef;
  readonly summary: Readonly<Record<string, number>>;
  readonly findings: readonly RunFinding[];
  readonly loss: readonly RunLoss[];
  /** Null when the facts of the run are not stored any more. */
  readonly nodes: readonly RunNode[] | null;
}

/** A finding that one of two readings has, or that says something else in each. */
export interface FindingChange {
  readonly rule: string;
  readonly severity: Severity;
  readonly place: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface LossChange {
  readonly shard: string;
  readonly failure: string;
  readonly before: string;
  readonly after: string;
}

export interface DiffAnswer extends AnswerHead {
  /** The audits that both readings are made of. */
  readonly before: readonly RunRef[];
  readonly after: readonly RunRef[];
  /** Settings, topology, processes; null where the facts of one side are not stored any more. */
  readonly cluster: ClusterDiff | null;
  readonly findings: readonly FindingChange[];
  readonly loss: readonly LossChange[];
}

export interface SqlAnswer extends AnswerHead {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** There were more rows than are shown. */
  readonly cut: boolean;
}
