import { on, once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { PartHash } from './byte-hash.ts';

/** One that is hashed, one that waits for it, one that is filled meanwhile. */
const PARTS = 16;

/** Megabytes: the parts lie outside of them. */
const LIMITS = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 };

/** @returns null where no thread can be started: the process may not, or there is no memory for it */
export async function startHashThread(): Promise<PartHash | null> {
  try {
    // The source as text: a bundle is one file, and has none beside it that a thread could be started with.
    const worker = new Worker(`(${hashParts.toString()})()`, {
      eval: true,
      env: {},
      execArgv: [],
      resourceLimits: LIMITS,
    });
    await once(worker, 'online');
    return partsFor(worker);
  } catch {
    return null;
  }
}

function partsFor(worker: Worker): PartHash {
  const replies = on(worker, 'message', { close: ['exit'] });
  let made = 1;

  async function reply(): Promise<Reply> {
    const { value } = (await replies.next()) as { readonly value: readonly [Reply] | undefined };
    if (value === undefined) throw new Error('the thread that hashes has ended');
    return value[0];
  }

  return {
    async add(part) {
      const { length } = part;
      worker.postMessage(part, [part.buffer]);
      if (made++ < PARTS) return new Uint8Array(length);
      return (await reply()) as Uint8Array<ArrayBuffer>;
    },
    async digest(last) {
      worker.postMessage(last);
      worker.postMessage(null);
      for (;;) {
        const answer = await reply();
        if (typeof answer === 'string') return answer;
      }
    },
    close: () => void worker.terminate(),
  };
}

/** A part that was hashed, or what all of them came to. */
type Reply = Uint8Array<ArrayBuffer> | string;

/** Runs in the thread, by its text alone: it knows nothing of this file. */
function hashParts(): void {
  const { createHash } = process.getBuiltinModule('node:crypto');
  const { parentPort } = process.getBuiltinModule('node:worker_threads');
  const hash = createHash('sha256');
  parentPort?.on('message', (part: Uint8Array<ArrayBuffer> | null) => {
    if (part === null) return parentPort.postMessage(hash.digest('hex'));
    hash.update(part);
    return parentPort.postMessage(part, [part.buffer]);
  });
}
