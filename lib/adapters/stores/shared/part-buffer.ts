/** Gathers chunks of any size into parts of one size. */
export interface PartBuffer {
  /** @returns the parts that are full now, in order; they are never written to again */
  add(chunk: Uint8Array): Generator<Uint8Array>;
  /** What is left, which is less than a part. */
  rest(): Uint8Array;
}

/** @param bytes of a part; a function is asked anew at each part, with the bytes of the parts before it */
export function partBuffer(bytes: number | ((before: number) => number)): PartBuffer {
  const sizeAfter = (before: number): number => (typeof bytes === 'number' ? bytes : bytes(before));
  let part: Uint8Array | null = null;
  let held = 0;
  let before = 0;
  return {
    *add(chunk) {
      for (let at = 0; at < chunk.length; ) {
        part ??= Buffer.allocUnsafeSlow(sizeAfter(before));
        const taken = chunk.subarray(at, at + part.length - held);
        part.set(taken, held);
        held += taken.length;
        at += taken.length;
        if (held < part.length) return;
        const full: Uint8Array = part;
        before += full.length;
        part = null;
        held = 0;
        yield full;
      }
    },
    rest: () => (part === null ? new Uint8Array(0) : part.subarray(0, held)),
  };
}
