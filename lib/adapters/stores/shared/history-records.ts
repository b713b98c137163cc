import { UnreadableObjectError } from '../../../core/errors.ts';
import { historyBound, historyPrefix, runOfHistory } from '../../../core/storage-keys.ts';
import type { HistoryArchive } from '../../../ports.ts';
import { joinedDays, type SmallQuery, smallKeys } from './joined-days.ts';
import { jsonObjects } from './json-objects.ts';
import type { ObjectStore } from './object-store.ts';

/** The history as it lies in a bucket or a directory, in single objects or in joined ones. */
export function historyArchive(objects: ObjectStore): HistoryArchive {
  const json = jsonObjects(objects);
  const joined = joinedDays(objects);
  return {
    location: objects.location,
    async *objects({ kind, cluster, from, to }) {
      // Of one cluster the keys are in the order of time: what is too early is never listed, nor what is too late.
      const ofCluster = cluster === undefined ? {} : { clusterId: cluster };
      const end = cluster === undefined || to === undefined ? {} : { end: historyBound(kind, cluster, to) };
      const after = cluster === undefined ? '' : historyBound(kind, cluster, from);
      const query: SmallQuery = { kind, prefix: historyPrefix(kind, cluster), from, after, ...ofCluster, ...end };
      for await (const key of smallKeys(query, objects, joined)) {
        const run = runOfHistory(key);
        if (run !== undefined && run.scheduledAt >= from && (to === undefined || run.scheduledAt < to))
          yield { key, run };
      }
    },
    async loadLines(key) {
      const body = await joined.read(key);
      if (body !== null) return json.parseLines(key, body);
      const hint = 'It may have expired in this very moment; what else there is was read.';
      throw new UnreadableObjectError(`${key} in ${objects.location} is not there any more`, hint);
    },
  };
}
