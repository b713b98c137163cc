import { byteHash } from './byte-hash.ts';
import type { RdbSummary, RdbWalkOptions } from './rdb/summary.ts';
import { rdbWalker } from './rdb/walk-rdb.ts';

/** How RDB data is looked at. */
export interface RdbLookOptions extends RdbWalkOptions {
  /** Whether SHA-256 of all bytes is computed (default true): it costs more than everything else together. */
  readonly sha256?: boolean;
}

/** Looks at RDB data while it goes by, as when it is streamed into a store. */
export interface RdbLook {
  /** Takes the next bytes, in pieces of any size; they may be changed afterwards. Resolves when there is room for more. */
  take(chunk: Uint8Array): Promise<void>;
  /** To be called once, after the last byte. Damage is a part of the answer, not an error. */
  finish(): Promise<RdbSummary>;
  /** To be called in the end, also by whoever does not come to the last byte. */
  close(): void;
}

/** The walk happens here, and the hash in a thread. */
export function rdbLook({ sha256 = true, ...options }: RdbLookOptions = {}): RdbLook {
  const walker = rdbWalker(options);
  const hash = sha256 ? byteHash() : null;
  return {
    async take(chunk) {
      walker.update(chunk);
      await hash?.add(chunk);
    },
    finish: async () => ({ ...walker.finish(), sha256: (await hash?.digest()) ?? null }),
    close: () => hash?.close(),
  };
}

/** Reads RDB data to its end. @throws whatever the source throws: an interrupted transfer is no damaged file */
export async function lookAtRdb(chunks: AsyncIterable<Uint8Array>, options: RdbLookOptions = {}): Promise<RdbSummary> {
  const look = rdbLook(options);
  try {
    for await (const chunk of chunks) await look.take(chunk);
    return await look.finish();
  } finally {
    look.close();
  }
}
