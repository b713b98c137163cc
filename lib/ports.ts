/** Contracts between the two halves of the flow and the world: no bodies here. */
import type { AlertState } from './core/alert.ts';
import type { AlertLine } from './core/alert-log.ts';
import type { CopiesReading } from './core/backup/copies.ts';
import type { SaveRun } from './core/backup/save-run.ts';
import type { Baselines } from './core/baselines.ts';
import type { ClusterFacts, Cursors, NodeCursor } from './core/facts.ts';
import type { Finding } from './core/finding.ts';
import type { AlertLog } from './core/history-lines.ts';
import type { LossResult } from './core/loss-result.ts';
import type { Delivery, Notification } from './core/notification.ts';
import type { Observed } from './core/observed.ts';
import type { Reply } from './core/reply.ts';
import type { SilenceBook } from './core/silence.ts';
import type { DigestKey, HistoryKind, RunKey } from './core/storage-keys.ts';
import type { Visit, VisitPlan } from './core/visit.ts';

/** The cursor of a node, known by its id or, where it does not tell that, by its process. */
export type CursorOf = (self: string | null, runId: string) => NodeCursor | undefined;

/** How to reach and log in to the nodes of one cluster. */
export interface ConnectionSettings {
  readonly username?: string;
  readonly password?: string;
  readonly tls?: TlsSettings;
  /** Announced `host:port` → `host:port` to dial instead, for clusters behind address translation. */
  readonly natMap?: Readonly<Record<string, string>>;
}

/** PEM texts, not paths: whoever reads the files reports a missing one. */
export interface TlsSettings {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Name that the certificates carry, where nodes announce bare IP addresses. */
  readonly servername?: string;
  /** Accepts any certificate. */
  readonly insecure?: boolean;
}

/** Reads one node. */
export interface Collector {
  /**
   * Visits one node once: connects, asks what the plan says, disconnects. It never throws and never outlives
   * `signal`: what could not be read is absent in the answer, with the reason.
   */
  visit(address: string, plan: VisitPlan, cursorOf: CursorOf, signal: AbortSignal): Promise<Visit>;
}

/** Gets a copy of the whole dataset of one node, as a new replica gets it. */
export interface RdbSource {
  /**
   * Asks a node for an RDB. The node forks for it: its clients wait as long as the fork takes, so that it should be a
   * replica. Resolves when the server begins to send.
   *
   * @param address as the node announces it
   * @param signal ends the transfer at any time, with the reason `aborted`
   * @throws TransferError
   */
  open(address: string, signal: AbortSignal): Promise<RdbTransfer>;
}

/** An RDB that is being sent. */
export interface RdbTransfer {
  /** Its length, where the server said it beforehand. */
  readonly bytes: number | null;
  /** Whether the server knows that only the RDB is wanted. Others count the connection as a replica until it closes. */
  readonly rdbOnly: boolean;
  /**
   * To be read once. It ends only when the whole RDB has come, and throws a TransferError otherwise; no more is read
   * from the server than is taken. A chunk is valid until the next one is asked for. Leaving the loop early closes the
   * connection.
   */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Closes the connection, for whoever does not read to the end. */
  close(): void;
}

/** Keeps sets of RDBs: objects that no memory would hold. */
export interface BackupStore {
  /** Where it is, for people: a path or `s3://BUCKET`. */
  readonly location: string;
  /** Begins an object. Until it is committed nobody sees anything of it, whatever happens. @throws StoreError */
  begin(key: string): Promise<ObjectWriter>;
  /**
   * Opens an object for reading. No more is read than is taken, and a chunk is valid until the next one is asked for.
   * Leaving the loop early closes it.
   *
   * @returns null when there is none
   * @throws StoreError now or while it is read
   */
  open(key: string): Promise<AsyncIterable<Uint8Array> | null>;
  /**
   * The keys that begin with `prefix` and stand behind `after`, in the order of their bytes: some of them, and none
   * when there are no more.
   */
  list(prefix: string, after: string): Promise<readonly string[]>;
  /**
   * The keys that begin with `prefix`, of objects that somebody began and has not committed: it is still written, or its
   * writer was interrupted.
   *
   * @throws StoreError
   */
  listBegun(prefix: string): Promise<readonly string[]>;
  /** Deletes an object; one that is not there is deleted already. @throws StoreError */
  delete(key: string): Promise<void>;
  /**
   * Deletes everything below a prefix that ends in a slash, also what somebody began and never committed.
   *
   * @throws StoreError
   */
  clear(prefix: string): Promise<void>;
}

/** One object that is being written. */
export interface ObjectWriter {
  /**
   * Takes the next bytes, which may be changed afterwards. Resolves when there is room for more.
   *
   * @throws StoreError; what is left then is to abort
   */
  write(chunk: Uint8Array): Promise<void>;
  /**
   * Makes the object visible in one step, when all of it is kept for good.
   *
   * @returns false when the key is taken: what is there stays untouched
   * @throws StoreError
   */
  commit(): Promise<boolean>;
  /** Gives the object up and leaves nothing of it. After a commit it does nothing. It never throws. */
  abort(): Promise<void>;
}

/** Starts servers that are thrown away, to see whether they load an RDB. */
export interface TrialServers {
  /** Looks whether there is a server to start. @throws TrialError */
  find(): Promise<void>;
  /**
   * Takes an RDB and starts a server with it, that owns every slot and listens on loopback only. Nothing of it outlives
   * this process.
   *
   * @throws TrialError when the server does not load it; whatever the chunks throw. Nothing is left
   */
  load(rdb: AsyncIterable<Uint8Array>): Promise<TrialServer>;
}

/** A server that has loaded an RDB. */
export interface TrialServer {
  /** `redis 7.0.15` */
  readonly version: string;
  /** From the first byte until all of it was on the server's disk, milliseconds. */
  readonly fetchMs: number;
  /** From the start of the process until it had loaded everything, milliseconds. */
  readonly loadMs: number;
  /** Keys that are there, and those that it dropped because they have expired; null where it does not say. */
  count(): Promise<{ readonly loaded: number; readonly expired: number | null }>;
  /** How many keys it has in each of these slots, in their order. */
  countInSlots(slots: readonly number[]): Promise<readonly number[]>;
  /** One key of each of these slots, by the server's word for its type; null for a slot without keys. */
  typesInSlots(slots: readonly number[]): Promise<readonly (string | null)[]>;
  /** Ends it and deletes its files; it never throws. */
  stop(): Promise<void>;
}

/** One connection to one node that lasts for several questions: nobody else's command comes between those of one write. */
export interface PinnedConnection {
  /** Sends all commands in one write. It never throws: what was not answered within `timeoutMs` carries the error. */
  ask(commands: readonly (readonly string[])[], timeoutMs: number): Promise<readonly Reply[]>;
  close(): Promise<void>;
}

/** Opens pinned connections. */
export interface Dialler {
  /**
   * Connects and logs in.
   *
   * @param address as the node announces it
   * @param signal drops the connection, whenever it comes
   */
  dial(address: string, timeoutMs: number, signal: AbortSignal): Promise<Observed<PinnedConnection>>;
}

/** Measures the place that measures. */
export interface StallProbe {
  (durationMs: number): Promise<Observed<{ durationMs: number; longestStallUs: number }>>;
}

/** Keeps facts, immutable once written. */
export interface FactStore {
  /** Creates the object of this run. @returns false when it exists already: the run is a repeat and changes nothing. */
  putFacts(facts: ClusterFacts): Promise<boolean>;
  hasFacts(run: RunKey): Promise<boolean>;
  loadCursors(clusterId: string): Promise<Cursors>;
  saveCursors(clusterId: string, cursors: Cursors): Promise<void>;
}

/** Brings back the facts that an assessment judges. */
export interface FactArchive {
  /** Runs of a cluster whose facts are stored, due from one time (inclusive) to another (exclusive), oldest first. */
  runs(clusterId: string, from: string, to: string): AsyncIterable<RunKey>;
  /** @throws UnreadableObjectError when they are gone, damaged, or written by a newer version */
  loadFacts(run: RunKey): Promise<ClusterFacts>;
}

/** Keeps what people review months later. */
export interface HistoryStore {
  /** For people: a directory or `s3://BUCKET`. */
  readonly location: string;
  putFindings(facts: ClusterFacts, findings: readonly Finding[], loss?: LossResult): Promise<void>;
  putSlowlog(facts: ClusterFacts): Promise<void>;
  /** Of a run that has a log already, what was told this time is kept beside it. */
  putAlertLog(facts: ClusterFacts, log: AlertLog): Promise<void>;
  /** What earlier attempts at a run left in the alert log. @throws StoreError, UnreadableObjectError */
  loadAlertLog(run: RunKey): Promise<readonly AlertLine[]>;
}

/** Which objects of the history are wanted. */
export interface HistoryQuery {
  readonly kind: HistoryKind;
  /** Id of one cluster; undefined for all that are in the store. */
  readonly cluster?: string;
  /** Scheduled time of the first audits that are wanted, and of the first that are not. ISO 8601, UTC. */
  readonly from: string;
  readonly to?: string;
}

/** One object of the history: the lines that one audit left. */
export interface HistoryObject {
  readonly key: string;
  readonly run: RunKey;
}

/** Brings back what people review months later. */
export interface HistoryArchive {
  /** Where it is, for people. */
  readonly location: string;
  /** Of one cluster oldest first; an audit with nothing to say has none. */
  objects(query: HistoryQuery): AsyncIterable<HistoryObject>;
  /** The JSON documents of an object. @throws UnreadableObjectError when it is gone or damaged */
  loadLines(key: string): Promise<readonly unknown[]>;
}

/** Bytes under keys, as far as joining small objects needs it. */
export interface JoiningStore {
  /** Where it is, for people. */
  readonly location: string;
  /** Creates an object. @returns false when the key is taken; what is there stays untouched. */
  create(key: string, body: Uint8Array): Promise<boolean>;
  read(key: string): Promise<{ readonly body: Uint8Array } | null>;
  delete(key: string): Promise<void>;
  /** A page of the keys that begin with `prefix` and stand behind `after`; none when there are no more. */
  list(prefix: string, after: string): Promise<readonly string[]>;
}

/** Keeps digests, and who was told of them. */
export interface DigestStore {
  /** Creates the page of a digest; one that is there stays as it is. */
  putPage(digest: DigestKey, page: string): Promise<void>;
  isTold(digest: DigestKey, sink: string): Promise<boolean>;
  /** @param at when, ISO 8601 */
  markTold(digest: DigestKey, sink: string, at: string): Promise<void>;
}

/** Keeps what became of saves on replicas. */
export interface SaveHistory {
  /** Whether a run of this time is there already. @throws StoreError */
  hasSaves(run: Omit<RunKey, 'audit'>): Promise<boolean>;
  /** @throws StoreError */
  putSaves(run: SaveRun): Promise<void>;
}

/** Looks which copies off the hosts there are, and keeps what was seen beside what was judged by it. */
export interface CopiesRecords {
  /**
   * Reads a bounded digest of the sets of a cluster. It never throws for a store that cannot be read: that is an answer,
   * with the reason.
   */
  look(clusterId: string): Promise<Observed<CopiesReading>>;
  /**
   * Keeps what a run is judged by.
   *
   * @returns what an earlier attempt at the same run kept, if there was one: it counts, and nothing is changed
   * @throws StoreError
   */
  keep(run: RunKey & { readonly runId: string }, seen: Observed<CopiesReading>): Promise<Observed<CopiesReading>>;
  /** What was kept of a run; null where nothing was. @throws StoreError */
  load(run: RunKey): Promise<Observed<CopiesReading> | null>;
}

/** Keeps what one assessment leaves to the next. */
export interface AlertStateStore {
  load(clusterId: string): Promise<StoredState>;
  /** @throws StateConflictError when somebody else saved since `load` */
  save(clusterId: string, state: AssessState, token: string | null): Promise<void>;
}

export interface AssessState {
  readonly alerts: AlertState;
  readonly baselines: Baselines;
}

export interface StoredState extends AssessState {
  /** What must still be there when the state is saved; null when nothing was stored yet. */
  readonly token: string | null;
}

/** How the auditor logs in to the nodes. */
export interface Login {
  readonly username?: string;
  readonly password: string;
}

/** Where the login comes from. */
export interface LoginSource {
  /** Read once and then known for the life of the process. @throws SecretError */
  read(): Promise<Login>;
  /** Reads it anew: it may have been changed since. @returns null when it is still the same. @throws SecretError */
  renew(): Promise<Login | null>;
}

/** Keeps what people do not want to be told for a while. */
export interface SilenceStore {
  /** @throws StoreError when it cannot be read */
  loadSilences(clusterId: string): Promise<StoredSilences>;
  /** @throws StateConflictError when somebody else saved since `loadSilences` */
  saveSilences(clusterId: string, book: SilenceBook, token: string | null): Promise<void>;
}

export interface StoredSilences {
  readonly book: SilenceBook;
  /** What must still be there when the book is saved; null when nothing was stored yet. */
  readonly token: string | null;
  /** Why what is stored cannot be understood. The book is empty then, and must not be saved in its place. */
  readonly problem?: string;
}

/** Where notifications go. */
export interface Sink {
  /** What each alert remembers it by: it has to stay the same, and no other sink of the cluster may have it. */
  readonly name: string;
  /** Never throws: a failure is an answer, with whether it is worth trying again. */
  deliver(notification: Notification): Promise<Delivery>;
}
