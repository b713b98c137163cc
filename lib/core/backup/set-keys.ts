import { clusterIdPattern, compact } from '../storage-keys.ts';

/** One set in a store. */
export interface SetPlace {
  readonly clusterId: string;
  /** `20260301T030000.000Z` */
  readonly set: string;
}

/** What lies in a set, by its name there. */
export const setObjects = {
  manifest: 'manifest.json',
  /** Takes the name for one run, before anything is copied. */
  begun: 'begun.json',
} as const;

/** Begins the keys of all sets: of one cluster, or of every one. */
export function setsPrefix(clusterId?: string): string {
  return `backups/${clusterId === undefined ? '' : `cluster=${clusterId}/`}`;
}

/** Begins the keys of one set. */
export function setPrefix({ clusterId, set }: SetPlace): string {
  return `${setsPrefix(clusterId)}${set}/`;
}

/** @param time ISO 8601 with milliseconds, UTC */
export function setName(time: string): string {
  return compact(time);
}

/** @param shard its first slot; in standalone mode 0 */
export function rdbFile(shard: string): string {
  return `shard-${shard}.rdb`;
}

const setPattern = /^\d{8}T\d{6}\.\d{3}Z$/;

/** The set to which a key belongs, and the name of the object in it; undefined for a key of another form. */
export function placeOf(key: string): { readonly place: SetPlace; readonly file: string } | undefined {
  const [, clusterId = '', set = '', file = ''] = /^backups\/cluster=([^/]+)\/([^/]+)\/([^/]+)$/.exec(key) ?? [];
  return clusterIdPattern.test(clusterId) && isSetName(set) ? { place: { clusterId, set }, file } : undefined;
}

export function isSetName(text: string): boolean {
  return setPattern.test(text) && !Number.isNaN(begunAt(text));
}

/** When a set was begun, in milliseconds since 1970. */
export function begunAt(set: string): number {
  return Date.parse(set.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/, '$1-$2-$3T$4:$5:'));
}
