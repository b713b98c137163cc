import { StateConflictError } from '../../core/errors.ts';
import type { ObjectStore } from './shared/object-store.ts';

/** Objects for the length of one process: a single audit, or `--watch` without a directory. */
export function memoryStore(): ObjectStore {
  const objects = new Map<string, { body: Uint8Array; token: string }>();
  let writes = 0;
  const put = (key: string, body: Uint8Array): void => {
    writes += 1;
    objects.set(key, { body, token: String(writes) });
  };
  return {
    location: 'memory',
    read: async (key) => objects.get(key) ?? null,
    readPart: async (key, offset, bytes) => objects.get(key)?.body.subarray(offset, offset + bytes) ?? null,
    delete: async (key) => void objects.delete(key),
    async create(key, body) {
      if (objects.has(key)) return false;
      put(key, body);
      return true;
    },
    async replace(key, body, token) {
      if ((objects.get(key)?.token ?? null) !== token)
        throw new StateConflictError(`${key} was changed by another run`, 'Run again.');
      put(key, body);
    },
    list: async (prefix, after) => [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort(),
  };
}
