/** Cuts a stream at a mark that may lie across any number of chunks. */
export interface MarkerScan {
  /** @returns what surely lies before the mark, and whether the mark was found */
  add(chunk: Buffer): { readonly data: readonly Buffer[]; readonly found: boolean };
}

/**
 * The mark is forty random digits, so the first place where it stands is the end. Only the end of a chunk that may
 * begin the mark is held back, which is hardly ever anything: chunks pass through as they are.
 */
export function markerScan(marker: Buffer): MarkerScan {
  let held = Buffer.alloc(0);
  return {
    add(chunk) {
      const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const place = bytes.indexOf(marker);
      const end = place === -1 ? bytes.length - beginningAtEnd(bytes, marker) : place;
      // A copy: whoever takes the data may let the memory of the chunk go.
      held = place === -1 ? Buffer.from(bytes.subarray(end)) : Buffer.alloc(0);
      return { data: end === 0 ? [] : [bytes.subarray(0, end)], found: place !== -1 };
    },
  };
}

/** How many of the last bytes could be the beginning of the mark. */
function beginningAtEnd(bytes: Buffer, marker: Buffer): number {
  for (let length = Math.min(marker.length - 1, bytes.length); length > 0; length--) {
    if (bytes.compare(marker, 0, length, bytes.length - length) === 0) return length;
  }
  return 0;
}
