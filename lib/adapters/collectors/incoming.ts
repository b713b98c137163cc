import type { OnReadOpts } from 'node:net';

/**
 * What a connection receives, in memory that is used again and again: Node's own way allocates 64 KB for every piece, and
 * leaves them to the garbage collector.
 */
export interface Incoming {
  /** To be given to the socket, which stops reading after each piece. */
  readonly onread: OnReadOpts;
  /**
   * @param readOn lets the socket read, and is called when nothing is there yet
   * @returns the next piece, valid until the next one is asked for; null after the end
   * @throws the error with which it ended
   */
  next(readOn: () => void): Promise<Buffer | null>;
  /** Nothing comes any more. What came before is still to be had, and only the first call counts. */
  end(error: Error | null): void;
}

/** As much as a connection within one host usually has ready. */
const PIECE_BYTES = 512 * 1024;

interface Waiting {
  resolve(piece: Buffer | null): void;
  reject(error: Error): void;
}

export function incoming(): Incoming {
  // Two of them: with TLS the rest of what is decrypted comes even after reading has stopped.
  const memory = [Buffer.allocUnsafeSlow(PIECE_BYTES), Buffer.allocUnsafeSlow(PIECE_BYTES)] as const;
  const early: Buffer[] = [];
  let turn: 0 | 1 = 0;
  let waiting: Waiting | null = null;
  let ended: { readonly error: Error | null } | null = null;

  function take(bytes: number): false {
    const piece = memory[turn].subarray(0, bytes);
    if (waiting === null) early.push(Buffer.from(piece));
    else turn = turn === 0 ? 1 : 0;
    waiting?.resolve(piece);
    waiting = null;
    return false;
  }

  return {
    onread: { buffer: () => memory[turn], callback: take },
    async next(readOn) {
      const piece = early.shift();
      if (piece !== undefined) return piece;
      if (ended?.error) throw ended.error;
      if (ended !== null) return null;
      const { promise, ...settle } = Promise.withResolvers<Buffer | null>();
      waiting = settle;
      readOn();
      return promise;
    },
    end(error) {
      ended ??= { error };
      if (error === null) waiting?.resolve(null);
      else waiting?.reject(error);
      waiting = null;
    },
  };
}
