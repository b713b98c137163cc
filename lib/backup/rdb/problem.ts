/**
 * What is wrong with RDB data.
 *
 * | reason | means |
 * | --- | --- |
 * | `not-an-rdb` | it does not begin as an RDB file |
 * | `unknown-version` | a version of the format that this walker was not made for |
 * | `unknown-type` | a type or an opcode that is not known in this version: how long it is cannot be told |
 * | `unsupported` | known, and made by a version that was never released: no server loads it either |
 * | `malformed` | a length, an encoding or a count that no server writes |
 * | `truncated` | the data ends before it is over |
 * | `trailing-bytes` | something follows after the end |
 * | `checksum-mismatch` | the CRC64 at the end is another one than that of the data |
 */
export type RdbProblemReason =
  | 'not-an-rdb'
  | 'unknown-version'
  | 'unknown-type'
  | 'unsupported'
  | 'malformed'
  | 'truncated'
  | 'trailing-bytes'
  | 'checksum-mismatch';

/** One problem and its place. Nothing of the data itself is in it: it may be secret. */
export interface RdbProblem {
  readonly reason: RdbProblemReason;
  /** Bytes before the place where it was noticed. */
  readonly offset: number;
  /** What was found there, in words: `type 211`. */
  readonly detail: string;
}

/** Ends a walk in the middle; the walker turns it into an {@link RdbProblem}. */
export class RdbFormatError extends Error {
  override readonly name = 'RdbFormatError';
  readonly problem: RdbProblem;

  constructor(reason: RdbProblemReason, offset: number, detail: string) {
    super(`${reason} at byte ${offset}: ${detail}`);
    this.problem = { reason, offset, detail };
  }
}
