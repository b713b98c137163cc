import { clusterIdPattern, dayKey, type JoinedKind, placeOfSmall } from '../core/storage-keys.ts';

/** What the objects of a store are about; each kind has a prefix of its own. No table is made of what was known of copies. */
export type ObjectKind = Exclude<JoinedKind, 'copies'>;

/** Objects as they lie in a store: all that the read model asks of it. */
export interface StoredObjects {
  /** Where it is, for people: a path or `s3://BUCKET`. */
  readonly location: string;
  /** @returns null when there is none. @throws StoreError */
  read(key: string): Promise<{ readonly body: Uint8Array } | null>;
  /** A page of the keys that begin with `prefix` and stand behind `after`; none when there are no more. */
  list(prefix: string, after: string): Promise<readonly string[]>;
}

/** A store to read from: objects, and their folder where they are files. */
export interface HistorySource {
  readonly objects: StoredObjects;
  /** Folder of a directory store; undefined for a bucket. */
  readonly root?: string;
}

/** Which part of a store is read. */
export interface HistoryRange {
  /** Id of one cluster; undefined for all in the store. */
  readonly cluster?: string;
  /** Scheduled time of the first audits that are read, and of the first that are not. ISO 8601 with milliseconds, UTC. */
  readonly from: string;
  readonly to: string;
}

/** The objects of one kind, cluster and day. */
export interface DayObjects {
  readonly kind: ObjectKind;
  readonly cluster: string;
  /** `2026-03-01` */
  readonly day: string;
  /** Keys of single runs, in order of time. */
  readonly runs: readonly string[];
  /** Key of the object in which runs of the day are joined; undefined where there is none. */
  readonly joined?: string;
  /** Keys that no auditor writes. */
  readonly foreign: readonly string[];
}

/** Puts the keys of one kind and cluster together by day. */
export function byDay(kind: ObjectKind, cluster: string, keys: readonly string[]): readonly DayObjects[] {
  const days = Map.groupBy(keys, (key) => /\/dt=(\d{4}-\d\d-\d\d)\//.exec(key)?.[1] ?? '');
  return [...days].map(([day, ofDay]) => {
    const joinedKey = dayKey({ kind, clusterId: cluster, day });
    const runs = ofDay.filter((key) => placeOfSmall(key) !== undefined);
    const foreign = ofDay.filter((key) => key !== joinedKey && placeOfSmall(key) === undefined);
    const joined = ofDay.includes(joinedKey) ? { joined: joinedKey } : {};
    return { kind, cluster, day, runs, foreign, ...joined };
  });
}

/** Whether a folder's name is that of a cluster. */
export function clusterOf(folder: string): string | undefined {
  const id = /^cluster=(.*)$/.exec(folder)?.[1];
  return id !== undefined && clusterIdPattern.test(id) ? id : undefined;
}
