/*
 * The one document that the page of the history shows. Times are whole seconds since 1970, UTC, unless said otherwise.
 * Whatever a node, a client or a person has named is text in it, and the browser part treats it as nothing else.
 */

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
  /** Objects that could not be read and are passed over. */
  readonly problems: readonly { readonly key: string; readonly reason: string }[];
  /** What was left out, in sentences. */
  readonly leftOut: readonly string[];
}

/** One cluster. */
export interface ClusterPage {
  readonly id: string;
  readonly nodes: readonly PageNode[];
  readonly steps: readonly StepSummary[];
  readonly failing: readonly FailingFinding[];
  readonly alerts: readonly PageAlert[];
  readonly alertEvents: readonly AlertEvent[];
  readonly episodes: readonly Episode[];
  readonly slow: SlowPage;
  readonly latency: LatencyPage;
  readonly loss: LossPage;
  readonly persistence: PersistencePage;
  readonly topologies: readonly TopologyAt[];
  readonly changes: readonly PageChange[];
  readonly runs: readonly PageRun[];
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

export interface SlowPage {
  /** Seconds of one step of the cells. */
  readonly step: number;
  readonly shapes: readonly SlowShape[];
  /** `[shape, node, at, bin, count, total µs, max µs]`; a bin is a quarter of a doubling: `floor(4 log2 µs)`. */
  readonly cells: readonly SlowCell[];
}

export type SlowCell = readonly [
  shape: number,
  node: number,
  at: number,
  bin: number,
  count: number,
  totalUs: number,
  maxUs: number,
];

export interface SlowShape {
  readonly pattern: string;
  readonly shape: string;
  readonly command: string;
  readonly count: number;
  readonly totalUs: number;
  readonly p99Us: number;
  readonly maxUs: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** Those that sent it most. */
  readonly clients: readonly { readonly host: string; readonly name: string; readonly count: number }[];
}

export interface LatencyPage {
  /** By node: round trips of PING as the auditor saw them. */
  readonly bands: readonly LatencyBand[];
  /** Longest stall of the place that measures, by step. */
  readonly stalls: readonly (readonly [at: number, us: number])[];
  readonly events: readonly LatencyEventRow[];
}

export interface LatencyBand {
  readonly node: number;
  /** `[at, median µs, p95 µs or null, max µs]` of each step in which it was measured. */
  readonly points: readonly (readonly [at: number, medianUs: number, p95Us: number | null, maxUs: number])[];
}

/** What the latency monitor of a node noted in one step. */
export interface LatencyEventRow {
  readonly node: number;
  readonly event: string;
  readonly at: number;
  readonly count: number;
  readonly maxMs: number;
}

export interface LossPage {
  readonly shards: readonly LossShard[];
}

export interface LossShard {
  /** First slot. */
  readonly shard: string;
  /** As of the newest audit. */
  readonly primary: string;
  readonly status: string;
  readonly reason: string;
  /** What the policy declares, seconds. */
  readonly maxLossSeconds: number | null;
  readonly failures: readonly LossFailure[];
}

/** One way of failing, over time: a point where it changes. */
export interface LossFailure {
  readonly failure: string;
  readonly points: readonly LossPoint[];
}

/** `none` (null with no word) where the shard cannot fail like that. */
export type LossPoint = readonly [at: number, seconds: number | null, word: LossWord];

export type LossWord = '' | 'at least' | 'everything' | 'unknown' | 'none';

export interface PersistencePage {
  readonly nodes: readonly PersistenceNode[];
  readonly saves: readonly PageSave[];
}

export interface PersistenceNode {
  readonly node: number;
  readonly at: number;
  readonly aof: boolean | null;
  readonly lastSaveAt: number | null;
  readonly changesSinceSave: number | null;
  readonly aofBytes: number | null;
  readonly delayedFsyncs: number | null;
  readonly settings: Readonly<Record<string, string>>;
  /** `[at, longest fork µs, memory in use bytes]` by day. */
  readonly forks: readonly (readonly [at: number, forkUs: number, usedBytes: number | null])[];
}

/** What became of a shard in a run of `backup save`. */
export interface PageSave {
  readonly at: number;
  readonly shard: string;
  readonly address: string | null;
  readonly outcome: string;
  readonly reason: string;
  readonly seconds: number | null;
  readonly forkUs: number | null;
}

/** Who belonged to the cluster, from this time on. */
export interface TopologyAt {
  readonly at: number;
  readonly shards: readonly {
    readonly id: string;
    readonly slots: readonly (readonly [first: number, last: number])[];
    readonly primary: string;
    readonly replicas: readonly string[];
  }[];
  readonly members: readonly PageMember[];
  readonly uncovered: readonly (readonly [first: number, last: number])[];
}

export interface PageMember {
  readonly id: string;
  readonly address: string;
  readonly hostname: string | null;
  readonly role: string;
  readonly shard: string | null;
  readonly answered: boolean;
  readonly failed: boolean;
  readonly suspected: boolean;
  readonly link: string | null;
  readonly openSlots: readonly string[];
}

/** What is another one than before, as of one audit. */
export interface PageChange {
  readonly at: number;
  /** The audit that saw it. */
  readonly audit: string;
  readonly lines: readonly ChangeLine[];
}

export interface ChangeLine {
  readonly kind: 'joined' | 'left' | 'role' | 'address' | 'slots' | 'restarted' | 'setting';
  /** Address of the node, or of the shard's primary. */
  readonly where: string;
  readonly nodeId: string | null;
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
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
