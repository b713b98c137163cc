import { saveLines } from '../../../core/backup/save-lines.ts';
import { savesKey } from '../../../core/storage-keys.ts';
import type { SaveHistory } from '../../../ports.ts';
import { jsonObjects } from './json-objects.ts';
import type { ObjectStore } from './object-store.ts';

/** What became of saves on replicas, as one object a run. */
export function saveRecords(objects: ObjectStore): SaveHistory {
  const json = jsonObjects(objects);
  return {
    hasSaves: (run) => json.has(savesKey(run)),
    putSaves: async (run) => void (await json.createLines(savesKey(run), saveLines(run))),
  };
}
