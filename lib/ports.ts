/** Contracts between the two halves of the flow and the world: no bodies here. */
import type { AlertState } from './core/alert.ts';
import type { SaveRun } from './core/backup/save-run.ts';
import type { Baselines } from './core/baselines.ts';
import type { ClusterFacts, Cursors, NodeCursor } from './core/facts.ts';
import type { Finding } from './core/finding.ts';
import type { AlertLog } from './core/history-lines.ts';
import type { Delivery, Notification } from './core/notification.ts';
import type { Observed } from './core/observed.ts';
import type { Reply } from './core/reply.ts';
import type { SilenceBook } from './core/silence.ts';
import type { RunKey } from './core/storage-keys.ts';
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
  putFindings(facts: ClusterFacts, findings: readonly Finding[]): Promise<void>;
  putSlowlog(facts: ClusterFacts): Promise<void>;
  /** Of a run that has a log already, what was told this time is kept beside it. */
  putAlertLog(facts: ClusterFacts, log: AlertLog): Promise<void>;
}

/** Keeps what became of saves on replicas. */
export interface SaveHistory {
  /** Whether a run of this time is there already. @throws StoreError */
  hasSaves(run: Omit<RunKey, 'audit'>): Promise<boolean>;
  /** @throws StoreError */
  putSaves(run: SaveRun): Promise<void>;
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
