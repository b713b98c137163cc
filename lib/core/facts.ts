import type { Observed } from './observed.ts';
import type { SlotRange } from './slots.ts';

/** One scheduled visit of one kind; `full` asks everything. */
export type AuditKind = 'full' | 'slowlog' | 'latency' | 'topology' | 'persistence';

export const auditKinds: readonly AuditKind[] = ['full', 'slowlog', 'latency', 'topology', 'persistence'];

/** How a kind of cluster is found, reached and described. */
export type ProviderName = 'self-managed' | 'elasticache' | 'elasticache-serverless' | 'memorydb';

export type Role = 'primary' | 'replica';

/** `standalone` is a plain primary with replicas, cluster mode off. */
export type ClusterMode = 'cluster' | 'standalone';

/** Everything one visit to every node brought back: redacted, immutable, and all that the rules ever see. */
export interface ClusterFacts {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly audit: AuditKind;
  readonly cluster: { readonly id: string; readonly provider: ProviderName };
  /** When the audit was due; with cluster and audit it is the key of the run. ISO 8601, UTC. */
  readonly scheduledAt: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly mode: ClusterMode;
  /** `host:port` of each declared seed. */
  readonly seeds: readonly string[];
  readonly nodes: readonly NodeFacts[];
  /** Distinct pictures of the cluster by their digest; healthy nodes all share one. */
  readonly views: Readonly<Record<string, ClusterView>>;
  /** Stalls of the place that measures, taken just before its PINGs. */
  readonly intrinsic: Observed<IntrinsicLatency>;
}

/** What one node said. */
export interface NodeFacts {
  /** 40 hex digits; of a standalone node, or a seed that never answered, its `host:port`. */
  readonly nodeId: string;
  /** Announced `host:port`, IPv6 in brackets. */
  readonly address: string;
  /** When its answers arrived. ISO 8601, UTC, the auditor's clock. */
  readonly collectedAt: string;
  readonly connection: Connection;
  readonly ping: Observed<PingSeries>;
  readonly info: Observed<Info>;
  /** Asked by name. A directive that this version does not know is not in it. */
  readonly config: Observed<Readonly<Record<string, string>>>;
  readonly clusterInfo: Observed<Readonly<Record<string, string>>>;
  readonly view: Observed<NodeView>;
  /** Second reading, taken only where the first ones disagreed. */
  readonly recheckedView: Observed<NodeView>;
  readonly slowlog: Observed<SlowlogReading>;
  readonly latency: Observed<LatencyReading>;
  /** The server's own prose, as it is. */
  readonly latencyDoctor: Observed<string>;
  readonly aclDefault: Observed<AclUser>;
  /** Connections of replicas and RDB downloads to this node. */
  readonly replicaClients: Observed<readonly ReplicaClient[]>;
  /** Connections of clients for which much waits; none where INFO says that nothing does. */
  readonly clientBuffers: Observed<readonly ClientBuffer[]>;
  readonly latencyHistogram: Observed<Histograms>;
  readonly commandlog: Observed<CommandlogReading>;
  /** Of a primary. */
  readonly slotStats: Observed<SlotStats>;
  readonly aclUsers: Observed<readonly UserRights[]>;
  readonly ownRights: Observed<OwnRights>;
  /** What the host name that it announces resolves to, where the auditor runs. */
  readonly resolvedName: Observed<readonly string[]>;
}

/** How reaching a node went. */
export interface Connection {
  /** It replied at least once: an error is an answer too, but not one that only turns the connection away. */
  readonly answered: boolean;
  /** Connections tried; it stops at the first that brings an answer. */
  readonly attempts: number;
  /** `ok` when the login was accepted or none was needed. */
  readonly outcome: Observed<OpenedConnection>;
  /** First words of error replies, once each, sorted: `BUSY`, `LOADING`, `NOPERM`. */
  readonly errorCodes: readonly string[];
  /** How long all questions but the PINGs took together, whole milliseconds: what the server said is so old, at most. */
  readonly readMs?: number;
}

/** How a connection that was made came about. */
export interface OpenedConnection {
  readonly tls: boolean;
  readonly connectMs: number;
  /** What the node showed, where an audit asks for it and the connection is encrypted; null when it cannot be read. */
  readonly certificates?: CertificateDates | null;
}

/** When certificates end, ISO 8601, UTC. Nothing else of them is kept. */
export interface CertificateDates {
  readonly own: string;
  /** Of the certificates that it rests on, as far as they are known, up to the authority. */
  readonly issuers: readonly string[];
}

/** Round trips of PING on an idle connection, in microseconds, in the order taken; warm-up rounds left out. */
export interface PingSeries {
  readonly samplesUs: readonly number[];
}

/** Longest stall of a busy loop: what the measuring host does to any timing, server or not. */
export interface IntrinsicLatency {
  readonly durationMs: number;
  readonly longestStallUs: number;
}

/** `INFO`, the sections asked for. */
export interface Info {
  /** Sections that were asked for, lower case; a field of another one was never looked for. */
  readonly sections: readonly string[];
  /** Field name → text, of all sections but those below. */
  readonly fields: Readonly<Record<string, string>>;
  /** Command, with subcommand from 7.0 (`cluster|slots`) → counters. */
  readonly commandstats: Readonly<Record<string, CommandStat>>;
  /** First word of the error → count. Words outside the servers' own vocabulary are summed as `other`: scripts make them up. */
  readonly errorstats: Readonly<Record<string, number>>;
  /** `db0` → counts. */
  readonly keyspace: Readonly<Record<string, { readonly keys: number; readonly expires: number }>>;
  /** `slaveN` lines of a primary. */
  readonly replicas: readonly ReplicaLine[];
  /** Loaded modules, by name; facts of before they were asked for lack them. */
  readonly modules?: readonly ServerModule[];
}

export interface ServerModule {
  readonly name: string;
  readonly version: string;
}

/** The clock of a server beside the auditor's, in milliseconds since 1970. */
export interface Clock {
  readonly serverMs: number;
  /** When its answers had arrived. */
  readonly auditorMs: number;
}

export interface CommandStat {
  readonly calls: number;
  readonly usec: number;
  readonly rejectedCalls: number;
  readonly failedCalls: number;
}

/** A replica as its primary sees it. Port 0 is an RDB download, not a replica. */
export interface ReplicaLine {
  readonly ip: string;
  readonly port: number;
  readonly state: string;
  readonly offset: number;
  /** Seconds since its last acknowledgement. */
  readonly lag: number;
}

/** One node's `CLUSTER NODES`, without what differs at every call. */
export interface ClusterView {
  readonly members: readonly ClusterMember[];
}

export interface ClusterMember {
  readonly nodeId: string;
  readonly address: string;
  readonly hostname?: string;
  readonly role: Role;
  /** Of a replica: the id of its primary. */
  readonly primaryId?: string;
  /** Without `myself`, `master` and `slave`; sorted: `fail`, `fail?`, `handshake`, `noaddr`, `nofailover`. */
  readonly flags: readonly string[];
  readonly configEpoch: number;
  readonly linkConnected: boolean;
  readonly slots: readonly SlotRange[];
}

/** Which of the views a node holds, and what only its own line shows. */
export interface NodeView {
  readonly viewId: string;
  /** `100->-id` migrating away, `100-<-id` importing. */
  readonly openSlots: readonly string[];
}

/** What the slow log gained since the last visit. */
export interface SlowlogReading {
  /**
   * Where "new" begins: at the `cursor` of the last visit, at the `start` of a process that is younger than the last
   * visit, or nowhere (`first-visit`: the entries are what the log happened to hold).
   */
  readonly since: 'cursor' | 'start' | 'first-visit';
  /** New entries, newest first. */
  readonly entries: readonly SlowlogEntry[];
  /**
   * New entries that were pushed out or cleared before they were read; null where nobody can know: on a first visit, and
   * after visits that only ever saw an empty log, which may have been cleared before them.
   */
  readonly lost: number | null;
  /** Id of the newest entry that the log holds; null when it is empty. */
  readonly newestId: number | null;
}

/** A slow-log entry with its arguments reduced to a shape: no value and no whole key survives. */
export interface SlowlogEntry {
  readonly id: number;
  /** Unix seconds, the server's clock. */
  readonly at: number;
  /** Execution only: no waiting, no network. */
  readonly durationUs: number;
  /** Lower case, with the subcommand: `cluster|slots`, `psync`. */
  readonly command: string;
  /** `GET sess:*`, `PSYNC ? -1` */
  readonly shape: string;
  /** Identity of the shape. */
  readonly pattern: string;
  readonly argumentCount: number;
  /** `ip:port`; `?:0` for an inner call of a script up to 7.0. */
  readonly client: string;
  readonly clientName: string;
  /** Arguments that look like credentials; left out where none does. */
  readonly secrets?: readonly SecretFound[];
}

/** Where something looked like a credential. Never the thing itself. */
export interface SecretFound {
  /** Place among the arguments after the command's name, from 1. */
  readonly argument: number;
  /** What it looks like. */
  readonly kind: SecretKind;
}

export const secretKinds = [
  'AWS access key',
  'GitHub token',
  'GitLab token',
  'Google API key',
  'JSON web token',
  'Slack token',
  'Stripe key',
  'named password or token',
  'password in a URL',
  'private key',
] as const;

export type SecretKind = (typeof secretKinds)[number];

/** What the latency monitor gained since the last visit. */
export interface LatencyReading {
  readonly since: 'cursor' | 'start' | 'first-visit';
  readonly events: readonly LatencyEvent[];
  /** Samples that were not there at the last visit, or have grown; oldest first. */
  readonly newSamples: readonly LatencySample[];
}

/** One line of `LATENCY LATEST`; `maxMs` is of all time. */
export interface LatencyEvent {
  readonly event: string;
  readonly at: number;
  readonly latestMs: number;
  readonly maxMs: number;
}

export interface LatencySample {
  readonly event: string;
  /** Unix seconds, the server's clock. */
  readonly at: number;
  readonly ms: number;
}

/** What `ACL LIST` says of a user, without passwords. */
export interface AclUser {
  readonly flags: readonly string[];
  /** Command rules as the server prints them: `+@all`, `-@all +info`. */
  readonly commands: string;
  readonly keys: string;
}

/** A line of `CLIENT LIST TYPE replica`, without names, users and commands. */
export interface ReplicaClient {
  /** Where it connects from, `ip:port`. */
  readonly from: string;
  /** What waits to be sent to it. */
  readonly outputBytes: number;
}

/** A client for which much waits, without its name, user and commands. */
export interface ClientBuffer {
  /** Where it connects from, `ip:port`. */
  readonly from: string;
  readonly kind: 'normal' | 'pubsub';
  readonly outputBytes: number;
}

/**
 * Command, with its subcommand, → how long its calls took: pairs of microseconds and how many calls took at most so
 * long, both rising. Since the process started or its statistics were reset.
 */
export type Histograms = Readonly<Record<string, readonly (readonly [upToUs: number, calls: number])[]>>;

/** The newest entries of the logs of large payloads. */
export interface CommandlogReading {
  readonly requests: PayloadLog;
  readonly replies: PayloadLog;
}

export interface PayloadLog {
  /** Null when it is empty. */
  readonly newestId: number | null;
  /** Newest first. */
  readonly entries: readonly PayloadEntry[];
}

/** A large request or reply, with the command's arguments reduced to a shape. */
export interface PayloadEntry {
  readonly id: number;
  readonly bytes: number;
  readonly shape: string;
  readonly client: string;
}

/** `CLUSTER SLOT-STATS` of the slots that a primary owns. */
export interface SlotStats {
  /** Keys of the whole database, read at the same moment. */
  readonly keys: number;
  readonly keysInOwnSlots: number;
  readonly slots: number;
  /** Slots that took most CPU time of the process, most first; null where the server does not count it. */
  readonly cpu: readonly SlotCpu[] | null;
}

export interface SlotCpu {
  readonly slot: number;
  readonly usec: number;
}

/** A line of `ACL LIST`, judged where it is read: no password, no hash of one, no pattern of keys. */
export interface UserRights {
  /** What stands for its name. */
  readonly name: string;
  readonly on: boolean;
  readonly needsNoPassword: boolean;
  /** How many, and not which. */
  readonly passwords: number;
  /** Identity of its rules as a set, passwords left out. */
  readonly rules: string;
  /** What it may do on all keys that only administrators should: `@dangerous`, `flushall`. */
  readonly dangerous: readonly string[];
}

/** What the auditor itself may run although it never does. */
export interface OwnRights {
  /** Whether it logs in at all; without, it has the rights of everybody. */
  readonly logsIn: boolean;
  readonly mayRun: readonly string[];
}

/** Where the next visit of a node begins to look; written after the facts. */
export interface NodeCursor {
  readonly runId: string;
  /** Newest slow-log id seen in this process; -1 while nothing was logged, null until a visit has read the log. */
  readonly slowlogId: number | null;
  /** Sample of each latency event that had come last, whatever its time; null until a visit has read them. */
  readonly latency: Readonly<Record<string, { readonly at: number; readonly ms: number }>> | null;
  /** Where the node was reached, so that a cluster whose seeds are all gone is still found. */
  readonly address: string;
}

export interface Cursors {
  readonly schemaVersion: 1;
  readonly nodes: Readonly<Record<string, NodeCursor>>;
}

export const noCursors: Cursors = { schemaVersion: 1, nodes: {} };
