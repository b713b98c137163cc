import type { SlotRange } from '../../core/slots.ts';
import type { RdbOrigin } from './origin.ts';
import type { RdbProblem } from './problem.ts';

/** How RDB data is walked through. */
export interface RdbWalkOptions {
  /**
   * 1: the frame alone, magic, version, end and checksum. 2 (default): every record is walked as well and its keys
   * are counted.
   */
  readonly level?: 1 | 2;
  /** Slots to which every key must belong: what is outside is counted. Level 2 only. */
  readonly slots?: readonly SlotRange[];
}

/**
 * | verdict | means |
 * | --- | --- |
 * | `ok` | nothing is wrong at the level that was looked at, and the checksum agrees |
 * | `unverifiable` | nothing was found wrong, but it was saved without a checksum (`rdbchecksum no`): bytes of values may be damaged |
 * | `unknown-format` | the frame and its checksum are right, and something inside is not known here: could not look |
 * | `damaged` | it must not be relied on |
 */
export type RdbVerdict = 'ok' | 'unverifiable' | 'unknown-format' | 'damaged';

/** What is known about RDB data after its last byte. Plain data, made for a manifest. */
export interface RdbWalk {
  readonly verdict: RdbVerdict;
  readonly level: 1 | 2;
  /** Null when it does not begin as an RDB file. */
  readonly format: RdbFormat | null;
  readonly bytes: number;
  readonly checksum: RdbChecksum;
  /** Empty when the verdict is `ok` or `unverifiable`. */
  readonly problems: readonly RdbProblem[];
  /** What the records say; null at level 1 and without a known format. Up to the problem when there is one. */
  readonly content: RdbContent | null;
}

/** With the hash by which it is known again. */
export interface RdbSummary extends RdbWalk {
  /** Lower-case hex of all bytes, checksum included; null when it was not asked for. */
  readonly sha256: string | null;
}

export interface RdbFormat {
  /** How the file begins: Valkey has a magic of its own from 9.0 on. */
  readonly magic: 'REDIS' | 'VALKEY';
  readonly version: number;
}

/**
 * `absent`: the data ends or goes on where it should stand. `unverifiable`: it is zero, as `rdbchecksum no` writes it.
 * Both values are 16 hex digits, the highest first.
 */
export type RdbChecksum =
  | { readonly state: 'ok' | 'mismatch'; readonly stored: string; readonly computed: string }
  | { readonly state: 'unverifiable'; readonly computed: string }
  | { readonly state: 'absent' };

/** What the records say. Keys that have expired since are among them: the server that loads them drops them. */
export interface RdbContent {
  /** Whether the walk came to the end. */
  readonly complete: boolean;
  readonly origin: RdbOrigin;
  readonly keys: number;
  /** Keys with an expiry of their own; expiries of single fields of a hash do not count. */
  readonly expiring: number;
  /** Ascending by number; databases without keys are left out. */
  readonly databases: readonly RdbDatabase[];
  /** Slot and its keys over all databases, ascending; slots without keys are left out. */
  readonly slots: readonly (readonly [slot: number, keys: number])[];
  /** Libraries of functions. */
  readonly functions: number;
  /** Null when no slots were given. */
  readonly outside: RdbOutside | null;
}

export interface RdbDatabase {
  readonly database: number;
  readonly keys: number;
  readonly expiring: number;
}

/** Keys outside the given slots: never their names, which may be secret. */
export interface RdbOutside {
  readonly keys: number;
  /** The first slots that have them, at most ten. */
  readonly slots: readonly number[];
}
