import { type AuditKind, auditKinds } from './facts.ts';

/** Identity of a run in the store: which cluster, which audit, due when. */
export interface RunKey {
  readonly cluster: { readonly id: string };
  readonly audit: AuditKind;
  /** ISO 8601 with milliseconds, UTC: as text it sorts by time. */
  readonly scheduledAt: string;
}

export type HistoryKind = 'findings' | 'slowlog' | 'alerts';

/** `facts/cluster=ID/dt=2026-03-01/2026-03-01T03:00:00.000Z-full.json.gz` with colons left out of the file's name. */
export function factsKey(run: RunKey): string {
  return `facts/${partition(run)}/${runName(run)}.json.gz`;
}

/** Begins the keys of all facts of a cluster. */
export function factsPrefix(clusterId: string): string {
  return `facts/cluster=${clusterId}/`;
}

/** Stands before the facts of every run due at this time or later, and behind all others of the cluster. */
export function factsBound(clusterId: string, scheduledAt: string): string {
  return `facts/${partition({ cluster: { id: clusterId }, scheduledAt })}/${compact(scheduledAt)}`;
}

const factsPattern = new RegExp(
  `^facts/cluster=([^/]+)/dt=[-\\d]{10}/(\\d{4})(\\d\\d)(\\d\\dT\\d\\d)(\\d\\d)(\\d\\d\\.\\d{3}Z)-(${auditKinds.join('|')})\\.json\\.gz$`,
);

/** The run whose facts have this key; undefined for a key of another form. */
export function runOfFacts(key: string): RunKey | undefined {
  const [, id, year, month, day, minute, second, audit] = factsPattern.exec(key) ?? [];
  if (id === undefined) return undefined;
  const run: RunKey = {
    cluster: { id },
    audit: audit as AuditKind,
    scheduledAt: `${year}-${month}-${day}:${minute}:${second}`,
  };
  return factsKey(run) === key && !Number.isNaN(Date.parse(run.scheduledAt)) ? run : undefined;
}

/** @param copy of an object that can be written several times for one run; the first one is 1 */
export function historyKey(kind: HistoryKind, run: RunKey, copy = 1): string {
  return `history/${kind}/${partition(run)}/${runName(run)}${copy === 1 ? '' : `-${copy}`}.json.gz`;
}

/** Begins the keys of all history of a kind: of one cluster, or of every one. */
export function historyPrefix(kind: HistoryKind, clusterId?: string): string {
  return `history/${kind}/${clusterId === undefined ? '' : `cluster=${clusterId}/`}`;
}

/** Stands before the history of every run of a cluster due at this time or later, and behind all other of it. */
export function historyBound(kind: HistoryKind, clusterId: string, scheduledAt: string): string {
  return `history/${kind}/${partition({ cluster: { id: clusterId }, scheduledAt })}/${compact(scheduledAt)}`;
}

/** The run whose history has this key; undefined for a key of another form. */
export function runOfHistory(key: string): RunKey | undefined {
  const facts = key.replace(/^history\/\w+\//, 'facts/').replace(/-\d(?=\.json\.gz$)/, '');
  return key.startsWith('history/') ? runOfFacts(facts) : undefined;
}

/** What became of the saves on replicas that were due at this time. */
export function savesKey(run: Omit<RunKey, 'audit'>): string {
  return `history/saves/${partition(run)}/${compact(run.scheduledAt)}.json.gz`;
}

/** What was known of the copies off the hosts when this run was judged. */
export function copiesKey(run: RunKey): string {
  return `history/copies/${partition(run)}/${runName(run)}.json.gz`;
}

/** What a finished day's small objects are joined of: each kind into one object of its own. */
export const joinedKinds = ['facts', 'findings', 'slowlog', 'alerts', 'copies', 'saves'] as const;

export type JoinedKind = (typeof joinedKinds)[number];

/** A day of one cluster, UTC. */
export interface StoredDay {
  readonly kind: JoinedKind;
  readonly clusterId: string;
  /** `2026-03-01` */
  readonly day: string;
}

/** Begins the keys of a kind: `history/slowlog/`, or `facts/`. */
export function kindPrefix(kind: JoinedKind): string {
  return kind === 'facts' ? 'facts/' : `history/${kind}/`;
}

/** Begins the keys of everything of a day. */
export function dayPrefix({ kind, clusterId, day }: StoredDay): string {
  return `${kindPrefix(kind)}cluster=${clusterId}/dt=${day}/`;
}

/** The object that the small ones of a day are joined into, beside them. */
export function dayKey(stored: StoredDay): string {
  return `${dayPrefix(stored)}day.json.gz`;
}

/** Begins the keys of the indexes of a kind: of one cluster, or of every one. */
export function indexPrefix(kind: JoinedKind, clusterId?: string): string {
  return `joined/${kind}/${clusterId === undefined ? '' : `cluster=${clusterId}/`}`;
}

/** What is in the joined object of a day; not beside it, where a table would take it for data. */
export function indexKey({ kind, clusterId, day }: StoredDay): string {
  return `${indexPrefix(kind, clusterId)}dt=${day}.json`;
}

const indexPattern = new RegExp(`^joined/(${joinedKinds.join('|')})/cluster=([^/]+)/dt=(\\d{4}-\\d\\d-\\d\\d)\\.json$`);

/** The day whose index has this key; undefined for a key of another form. */
export function dayOfIndex(key: string): StoredDay | undefined {
  const [, kind, clusterId, day] = indexPattern.exec(key) ?? [];
  return clusterId === undefined || day === undefined ? undefined : { kind: kind as JoinedKind, clusterId, day };
}

const smallPattern = new RegExp(
  `^(?:(facts)|history/(${joinedKinds.slice(1).join('|')}))/cluster=([^/]+)/dt=(\\d{4}-\\d\\d-\\d\\d)/(\\d{8}T\\d{6}\\.\\d{3}Z(?:-[a-z]+)?(?:-\\d)?\\.json\\.gz)$`,
);

/** Where the object of a single run belongs, and its name there; undefined for anything else, a joined object too. */
export function placeOfSmall(key: string): { readonly stored: StoredDay; readonly name: string } | undefined {
  const [, facts, history, clusterId = '', day = '', name] = smallPattern.exec(key) ?? [];
  if (name === undefined) return undefined;
  return { stored: { kind: (facts ?? history) as JoinedKind, clusterId, day }, name };
}

/** The text of an alert as it was sent, for people who look into the directory. */
export function messageKey(run: RunKey): string {
  return `outbox/${partition(run)}/${runName(run)}.txt`;
}

/** Identity of a digest: which cluster, which period, ending when. */
export interface DigestKey {
  readonly cluster: { readonly id: string };
  readonly kind: string;
  /** End of the period, ISO 8601 with milliseconds, UTC. */
  readonly to: string;
}

/** `digests/cluster=ID/20260301T080000.000Z-week.html` */
export function digestPageKey(digest: DigestKey): string {
  return `${digestName(digest)}.html`;
}

/** That a sink took this digest: it is not told again, however often the event comes. */
export function digestToldKey(digest: DigestKey, sink: string): string {
  return `${digestName(digest)}-told-${sink}.json`;
}

function digestName({ cluster, kind, to }: DigestKey): string {
  return `digests/cluster=${cluster.id}/${compact(to)}-${kind}`;
}

export function stateKey(clusterId: string, name: 'alerts' | 'cursors' | 'silences'): string {
  return `state/cluster=${clusterId}/${name}.json`;
}

/** Ids of the clusters whose alerts are among these keys. */
export function clustersAmong(keys: readonly string[]): readonly string[] {
  return keys.flatMap((key) => /^state\/cluster=([^/]+)\/alerts\.json$/.exec(key)?.[1] ?? []);
}

function partition({ cluster, scheduledAt }: Omit<RunKey, 'audit'>): string {
  return `cluster=${cluster.id}/dt=${scheduledAt.slice(0, 10)}`;
}

/** `20260301T030000.000Z-full`: sorts by time, and no file system minds it. */
function runName({ scheduledAt, audit }: RunKey): string {
  return `${compact(scheduledAt)}-${audit}`;
}

/** Without dashes and colons: `20260301T030000.000Z` sorts by time, and no file system minds it. */
export function compact(scheduledAt: string): string {
  return scheduledAt.replace(/[-:]/g, '');
}

/** A cluster's id is part of keys and file names, so it is a plain word. */
export const clusterIdPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
