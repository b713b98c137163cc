import type { BackupSet } from '../../core/backup/backup-set.ts';
import { setsJson, setsText } from '../../report/backup-sets.ts';
import { type CliIo, exitCodes } from '../io.ts';
import { findSets, type SetsOptions } from './find-sets.ts';

export type ListSetsOptions = SetsOptions;

/**
 * `redis-auditor backup list`: every set with what is known about it.
 *
 * @returns 0 when the newest set of each cluster is complete and the last looks at it found nothing, 1 otherwise
 */
export async function listSetsCommand(options: ListSetsOptions, io: CliIo): Promise<number> {
  const { sets, store } = await findSets(options);
  io.stdout(options.format === 'json' ? setsJson(sets) : setsText(sets, store.location));
  const newest = [...Map.groupBy(sets, ({ clusterId }) => clusterId).values()].map(([first]) => first);
  const allFine = newest.length > 0 && newest.every((set) => set !== undefined && isFine(set));
  return allFine ? exitCodes.fine : exitCodes.findings;
}

function isFine({ state, verified, drilled }: BackupSet): boolean {
  return state === 'complete' && verified?.outcome !== 'damaged' && drilled?.outcome !== 'failed';
}
