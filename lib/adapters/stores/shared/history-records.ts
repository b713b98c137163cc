import { UnreadableObjectError } from '../../../core/errors.ts';
import { historyBound, historyPrefix, runOfHistory } from '../../../core/storage-keys.ts';
import type { HistoryArchive } from '../../../ports.ts';
import { jsonObjects } from './json-objects.ts';
import type { ObjectStore } from './object-store.ts';

/** The history as it lies in a bucket or a directory. */
export function historyArchive(objects: ObjectStore): HistoryArchive {
  const json = jsonObjects(objects);
  return {
    location: objects.location,
    async *objects({ kind, cluster, from, to }) {
      const prefix = historyPrefix(kind, cluster);
      // Of one cluster the keys are in the order of time: what is too early is never listed, nor what is too late.
      const end = cluster === undefined || to === undefined ? undefined : historyBound(kind, cluster, to);
      for (let after = cluster === undefined ? '' : historyBound(kind, cluster, from); ; ) {
        const keys = await objects.list(prefix, after);
        for (const key of keys) {
          if (end !== undefined && key >= end) return;
          const run = runOfHistory(key);
          if (run !== undefined && run.scheduledAt >= from && (to === undefined || run.scheduledAt < to))
            yield { key, run };
        }
        const last = keys.at(-1);
        if (last === undefined) return;
        after = last;
      }
    },
    async loadLines(key) {
      const lines = await json.loadLines(key);
      if (lines !== null) return lines;
      const hint = 'It may have expired in this very moment; what else there is was read.';
      throw new UnreadableObjectError(`${key} in ${objects.location} is not there any more`, hint);
    },
  };
}
