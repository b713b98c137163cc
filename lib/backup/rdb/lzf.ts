/** Takes decoded bytes as they come: those from `from` to, not including, `to`. They are valid during the call only. */
export type TakeBytes = (bytes: Uint8Array, from: number, to: number) => void;

/** Decodes LZF-compressed strings that come in pieces, one after the other. */
export interface LzfDecoder {
  /** Forgets the string before. */
  begin(): void;
  /** @returns the place of a byte that cannot be right, as it refers to what was never there; `to` when there is none */
  add(bytes: Uint8Array, from: number, to: number): number;
  /** Bytes decoded so far. */
  length(): number;
  /** Whether nothing is left half read. */
  isAtRest(): boolean;
}

/** No reference reaches further back. */
const reach = 8192;

/**
 * A control byte below 32 is followed by so many plain bytes and one more; otherwise its upper three bits are a length
 * (7: another byte is added to it) and its lower five, with one more byte, say how far back the copy begins. What was
 * decoded is kept as far back as a reference can reach, whatever length the data claims.
 */
export function lzfDecoder(take: TakeBytes): LzfDecoder {
  const window = new Uint8Array(reach);
  let length = 0;
  let state: 'control' | 'plain' | 'longer' | 'distance' = 'control';
  let left = 0;
  let distance = 0;

  function put(byte: number): void {
    const at = length++ % reach;
    window[at] = byte;
    take(window, at, at + 1);
  }

  function control(byte: number): void {
    if (byte < 32) {
      left = byte + 1;
      state = 'plain';
    } else {
      left = (byte >>> 5) + 2;
      distance = (byte & 31) << 8;
      state = left === 9 ? 'longer' : 'distance';
    }
  }

  function copy(): boolean {
    if (distance > length) return false;
    for (; left > 0; left--) put(window[(length - distance) % reach] as number);
    state = 'control';
    return true;
  }

  function step(byte: number): boolean {
    if (state === 'control') {
      control(byte);
    } else if (state === 'plain') {
      put(byte);
      if (--left === 0) state = 'control';
    } else if (state === 'longer') {
      left += byte;
      state = 'distance';
    } else {
      distance += byte + 1;
      return copy();
    }
    return true;
  }

  return {
    begin() {
      length = 0;
      state = 'control';
    },
    add(bytes, from, to) {
      for (let at = from; at < to; at++) if (!step(bytes[at] as number)) return at;
      return to;
    },
    length: () => length,
    isAtRest: () => state === 'control',
  };
}
