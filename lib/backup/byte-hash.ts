import { createHash } from 'node:crypto';
import { startHashThread } from './hash-thread.ts';

/** SHA-256 of bytes that go by. */
export interface ByteHash {
  /** Takes the next bytes, which may be changed afterwards. Resolves when there is room for more. */
  add(chunk: Uint8Array): Promise<void>;
  /** 64 hex digits; to be asked once, after the last byte. */
  digest(): Promise<string>;
  /** For whoever does not come to the end. */
  close(): void;
}

/** Hashes parts one after the other. */
export interface PartHash {
  /** Takes the memory of the part as well. Resolves with memory of the same length for another part. */
  add(part: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  /** @param last what follows the parts */
  digest(last: Uint8Array<ArrayBuffer>): Promise<string>;
  close(): void;
}

const PART_BYTES = 256 * 1024;

/**
 * Hashing takes longer than everything else that is done with an RDB, so a thread does it, on a core of its own where
 * there is one. It is started when the first part is full: what is shorter is hashed at once.
 *
 * @param startThread null where there can be no thread; then it is done here
 */
export function byteHash(startThread: () => Promise<PartHash | null> = startHashThread): ByteHash {
  let part = new Uint8Array(PART_BYTES);
  let held = 0;
  let parts: PartHash | null = null;
  let over = false;

  async function started(): Promise<PartHash> {
    parts = (await startThread()) ?? hashHere();
    if (over) parts.close();
    return parts;
  }

  return {
    async add(chunk) {
      for (let at = 0; at < chunk.length; ) {
        const piece = chunk.subarray(at, at + part.length - held);
        part.set(piece, held);
        held += piece.length;
        at += piece.length;
        if (held < part.length) return;
        part = await (parts ?? (await started())).add(part);
        held = 0;
      }
    },
    digest: () => (parts ?? hashHere()).digest(part.subarray(0, held)),
    close() {
      over = true;
      parts?.close();
    },
  };
}

function hashHere(): PartHash {
  const hash = createHash('sha256');
  return {
    async add(part) {
      hash.update(part);
      return part;
    },
    digest: async (last) => hash.update(last).digest('hex'),
    close: () => undefined,
  };
}
