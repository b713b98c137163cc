import { digestPageKey, digestToldKey } from '../../../core/storage-keys.ts';
import type { DigestStore } from '../../../ports.ts';
import type { ObjectStore } from './object-store.ts';

/** Digests as pages that a browser opens, each with a small note beside it for every sink that took it. */
export function digestStore(objects: ObjectStore): DigestStore {
  return {
    async putPage(digest, page) {
      await objects.create(digestPageKey(digest), Buffer.from(page));
    },
    isTold: async (digest, sink) => (await objects.read(digestToldKey(digest, sink))) !== null,
    async markTold(digest, sink, at) {
      const note = { schemaVersion: 1, clusterId: digest.cluster.id, to: digest.to, kind: digest.kind, sink, at };
      await objects.create(digestToldKey(digest, sink), Buffer.from(`${JSON.stringify(note)}\n`));
    },
  };
}
