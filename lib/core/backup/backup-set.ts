import type { BackupManifest } from './manifest.ts';
import { readManifest } from './read-manifest.ts';
import type { SetPlace } from './set-keys.ts';
import type { PastLook } from './set-looks.ts';

/** One set as it lies in a store. */
export interface BackupSet extends SetPlace {
  readonly state: SetState;
  /** Why it is not complete, a clause each. */
  readonly problems: readonly string[];
  /** Null for a set that has none, or one that cannot be understood. */
  readonly manifest: BackupManifest | null;
  readonly verified: PastLook | null;
  readonly drilled: PastLook | null;
}

/** `unfinished`: it has no manifest, so that its run was interrupted or still goes on. */
export type SetState = 'complete' | 'incomplete' | 'unfinished' | 'unreadable';

/** What was read of a set. */
export interface SetReading {
  readonly place: SetPlace;
  /** Names of its objects. */
  readonly files: readonly string[];
  /** Null when there is none. */
  readonly manifest: string | null;
  readonly verified: PastLook | null;
  readonly drilled: PastLook | null;
}

export function backupSet({ place, files, manifest: json, verified, drilled }: SetReading): BackupSet {
  const common = { ...place, verified, drilled };
  if (json === null)
    return {
      ...common,
      state: 'unfinished',
      problems: ['it has no manifest: its run was interrupted, or still goes on'],
      manifest: null,
    };
  const manifest = readManifest(json);
  if (typeof manifest === 'string') return { ...common, state: 'unreadable', problems: [manifest], manifest: null };
  if (manifest.set !== place.set || manifest.cluster.id !== place.clusterId)
    return { ...common, state: 'unreadable', problems: ['its manifest belongs to another set'], manifest: null };
  const gone = manifest.shards.flatMap(({ rdb }) => (rdb === null || files.includes(rdb.file) ? [] : [rdb.file]));
  const problems = [...manifest.problems, ...gone.map((file) => `${file} is gone`)];
  return { ...common, state: manifest.complete && gone.length === 0 ? 'complete' : 'incomplete', problems, manifest };
}

/** Newest first. */
export function newestFirst(a: SetPlace, b: SetPlace): number {
  return a.set === b.set ? (a.clusterId < b.clusterId ? -1 : 1) : a.set < b.set ? 1 : -1;
}
