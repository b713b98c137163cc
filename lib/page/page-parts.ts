/*
 * Parts of the document of the page that make a view of their own. Times are whole seconds since 1970, UTC, unless said
 * otherwise; a `node` is its place in the list of nodes of the cluster.
 */

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
