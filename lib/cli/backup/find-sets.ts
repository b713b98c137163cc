import { listSets } from '../../backup/sets.ts';
import type { BackupSet } from '../../core/backup/backup-set.ts';
import { isSetName } from '../../core/backup/set-keys.ts';
import { UsageError } from '../../core/errors.ts';
import { clusterIdPattern } from '../../core/storage-keys.ts';
import type { BackupStore } from '../../ports.ts';
import { openBackupsToRead } from '../open-store.ts';

/** Which sets are meant. */
export interface SetsOptions {
  /** Directory or bucket. */
  readonly store: string;
  readonly cluster?: string;
  readonly format: 'text' | 'json';
}

/** The sets of a store. */
export interface FoundSets {
  readonly store: BackupStore;
  /** Newest first. */
  readonly sets: readonly BackupSet[];
}

/** @throws UsageError, StoreError */
export async function findSets({ store: place, cluster }: SetsOptions): Promise<FoundSets> {
  if (cluster !== undefined && !clusterIdPattern.test(cluster))
    throw new UsageError(`--cluster ${cluster} is no id of a cluster`, '`backup list` shows the ids');
  const store = await openBackupsToRead(place);
  return { store, sets: await listSets(store, cluster) };
}

/** The one of this name. @throws UsageError when there is none, or one in each of several clusters */
export function setNamed(name: string, { sets, store }: FoundSets): BackupSet {
  if (!isSetName(name))
    throw new UsageError(
      `${name} is no name of a set`,
      'names are like 20260301T030000.000Z, as `backup list` shows them',
    );
  const [found, another] = sets.filter(({ set }) => set === name);
  if (found === undefined)
    throw new UsageError(`there is no set ${name} in ${store.location}`, '`backup list` shows what there is');
  if (another !== undefined)
    throw new UsageError(`several clusters have a set ${name}`, 'say which one is meant with --cluster');
  return found;
}

/** @throws UsageError */
export function noSets({ location }: BackupStore): never {
  throw new UsageError(`there is no set in ${location} to look at`, '`backup copy` makes one');
}
