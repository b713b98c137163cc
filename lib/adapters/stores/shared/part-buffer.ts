/** Gathers chunks of any size into parts of one size. */
export interface PartBuffer {
  /** @returns the parts that are full now, in order; nothing is written to them until they are given back */
  add(chunk: Uint8Array): Generator<Uint8Array>;
  /** Takes a part back that nobody reads any more: memory that is used again need not be collected. */
  giveBack(part: Uint8Array): void;
  /** What is left, which is less than a part. */
  rest(): Uint8Array;
}

/** @param bytes of a part; a function is asked anew at each part, with the bytes of the parts before it */
export function partBuffer(bytes: number | ((before: number) => number)): PartBuffer {
  const sizeAfter = (before: number): number => (typeof bytes === 'number' ? bytes : bytes(before));
  const spare: Uint8Array[] = [];
  let part: Uint8Array | null = null;
  let held = 0;
  let before = 0;

  function taken(size: number): Uint8Array {
    const found = spare.pop();
    return found?.length === size ? found : Buffer.allocUnsafeSlow(size);
  }

  return {
    *add(chunk) {
      for (let at = 0; at < chunk.length; ) {
        part ??= taken(sizeAfter(before));
        const piece = chunk.subarray(at, at + part.length - held);
        part.set(piece, held);
        held += piece.length;
        at += piece.length;
        if (held < part.length) return;
        const full: Uint8Array = part;
        before += full.length;
        part = null;
        held = 0;
        yield full;
      }
    },
    giveBack: (used) => void spare.push(used),
    rest: () => (part === null ? new Uint8Array(0) : part.subarray(0, held)),
  };
}
