import { setsJson, setsText } from '../../report/backup-sets.ts';
import { type CliIo, exitCodes } from '../io.ts';
import { findSets, type SetsOptions } from './find-sets.ts';

export type ListSetsOptions = SetsOptions;

/**
 * `redis-auditor backup list`: every set with what is known about it.
 *
 * @returns 0 when the newest set of each cluster is complete, 1 when one is not, or there is none at all
 */
export async function listSetsCommand(options: ListSetsOptions, io: CliIo): Promise<number> {
  const { sets, store } = await findSets(options);
  io.stdout(options.format === 'json' ? setsJson(sets) : setsText(sets, store.location));
  const newest = [...Map.groupBy(sets, ({ clusterId }) => clusterId).values()].map(([first]) => first);
  const isFine = newest.length > 0 && newest.every((set) => set?.state === 'complete');
  return isFine ? exitCodes.fine : exitCodes.findings;
}
