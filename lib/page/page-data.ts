/*
 * The one document that the page of the history shows. Times are whole seconds since 1970, UTC, unless said otherwise.
 * Whatever a node, a client or a person has named is text in it, and the browser part treats it as nothing else.
 */

import type { LatencyPage, LossPage, PageChange, PersistencePage, SlowPage, TopologyAt } from './page-parts.ts';

export type * from './page-parts.ts';

export type PageSeverity = 'critical' | 'warning' | 'info';

/** Everything that the page shows of a range of time. */
export interface PageData {
  readonly schemaVersion: 1;
  /** When it was read from the store, by the clock of whoever read it. */
  readonly madeAt: number;
  /** Where it was read from: a directory or `s3://BUCKET`. */
  readonly location: string;
  readonly from: number;
  readonly to: number;
  /** Seconds of one step of everything that is counted by time: an hour, or a day in long ranges. */
  readonly step: number;
  readonly clusters: readonly ClusterPage[];
  /** False while only the overview of each cluster has been read: its details are empty then, and say nothing. */
  readonly isWhole: boolean;
  /** Objects that could not be read and are passed over. */
  readonly problems: readonly { readonly key: string; readonly reason: string }[];
  /** What was left out, in sentences. */
  readonly leftOut: readonly string[];
}

/** One cluster. */
export interface ClusterPage extends ClusterOverview, ClusterDetails {}

/** What findings and alerts say. It is read first. */
export interface ClusterOverview {
  readonly id: string;
  readonly steps: readonly StepSummary[];
  readonly failing: readonly FailingFinding[];
  readonly alerts: readonly PageAlert[];
  readonly alertEvents: readonly AlertEvent[];
  readonly episodes: readonly Episode[];
  readonly runs: readonly PageRun[];
}

/** What slow logs, facts and saves say. */
export interface ClusterDetails {
  readonly nodes: readonly PageNode[];
  readonly slow: SlowPage;
  readonly latency: LatencyPage;
  readonly loss: LossPage;
  readonly persistence: PersistencePage;
  readonly topologies: readonly TopologyAt[];
  readonly changes: readonly PageChange[];
}

/** A node that was a member at any time of the range; other parts refer to it by its place in the list. */
export interface PageNode {
  readonly id: string;
  /** The newest one. */
  readonly address: string;
}

/** What the audits of one step came to. */
export interface StepSummary {
  readonly at: number;
  readonly audits: number;
  /** Worst severity among the failing findings of its audits; null where none failed. */
  readonly worst: PageSeverity | null;
  /** Most findings that failed in one audit. */
  readonly failed: number;
  /** Most findings that could not be judged in one audit. */
  readonly unknown: number;
  readonly nodes: number;
  /** Fewest nodes that answered in one audit. */
  readonly answered: number;
}

/** What a finding or an alert is about. */
export interface PageResource {
  readonly kind: string;
  readonly id: string;
  readonly address: string | null;
  /** First slot of the shard. */
  readonly shard: string | null;
}

/** A check that fails in the newest audit that ran it. */
export interface FailingFinding {
  readonly fingerprint: string;
  readonly rule: string;
  readonly severity: PageSeverity;
  readonly status: 'fail' | 'unknown';
  readonly resource: PageResource;
  readonly message: string;
  /** The audit that found it. */
  readonly at: number;
  /** Since when the alert log says it fails; null where the range does not tell. */
  readonly since: number | null;
}

export interface PageAlert {
  readonly fingerprint: string;
  readonly rule: string;
  readonly severity: PageSeverity;
  readonly resource: PageResource;
}

/** One line of the alert log. */
export interface AlertEvent {
  readonly at: number;
  /** Place in `alerts`. */
  readonly alert: number;
  readonly event: 'transition' | 'held' | 'told';
  readonly before: string;
  readonly state: string;
  readonly reason: string | null;
  readonly message: string;
  readonly heldBy: string | null;
  readonly heldReason: string | null;
  readonly told: readonly ToldSink[];
}

export interface ToldSink {
  readonly sink: string;
  readonly status: string;
  readonly error: string | null;
  readonly reason: string | null;
}

/** From when until when an alert fired. */
export interface Episode {
  readonly alert: number;
  readonly from: number;
  /** Null while it fires. */
  readonly to: number | null;
  /** It fired before the range began, or its beginning is not told. */
  readonly beganEarlier: boolean;
}

/** One audit; there are thousands of them, so they come without names. */
export type PageRun = readonly [
  at: number,
  audit: string,
  nodes: number,
  answered: number,
  ms: number,
  failed: number,
  unknown: number,
  passed: number,
  worst: PageSeverity | null,
];

/** Facts of audits in an exported file: `cluster/scheduled time/audit` → gzip of the JSON, in base64. */
export type PackedFacts = Readonly<Record<string, string>>;
