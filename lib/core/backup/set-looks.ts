import * as v from 'valibot';

/** What a look at a stored set came to. */
export type LookOutcome =
  /** Everything that was looked at is as it should be. */
  | 'ok'
  /** The same, but a server wrote no checksum of its own (`rdbchecksum no`). */
  | 'unverifiable'
  /** Whole by checksum and hash, but something in it is not known here. */
  | 'unknown-format'
  /** What is there is in order, but it is not the whole cluster. */
  | 'incomplete'
  /** It must not be relied on. */
  | 'damaged';

/** One re-reading of a set: an object of its own beside the manifest, which is never changed. */
export interface Verification {
  readonly schemaVersion: 1;
  readonly cluster: { readonly id: string };
  readonly set: string;
  /** ISO 8601, UTC. */
  readonly verifiedAt: string;
  readonly durationMs: number;
  /** 1: frame, checksum, SHA-256; 2: every record as well. */
  readonly level: 1 | 2;
  readonly outcome: LookOutcome;
  /** Of the set as a whole, a clause each. */
  readonly problems: readonly string[];
  readonly shards: readonly VerifiedShard[];
}

export interface VerifiedShard {
  readonly shard: string;
  readonly file: string;
  readonly outcome: LookOutcome;
  /** Bytes that were read. */
  readonly bytes: number;
  /** Null at level 1. */
  readonly keys: number | null;
  readonly problems: readonly string[];
}

/** One drill: every RDB of a set was loaded into a throw-away server. */
export interface Drill {
  readonly schemaVersion: 1;
  readonly cluster: { readonly id: string };
  readonly set: string;
  readonly drilledAt: string;
  /** From the first byte read to the last server gone. */
  readonly durationMs: number;
  readonly outcome: DrillOutcome;
  readonly problems: readonly string[];
  readonly shards: readonly DrilledShard[];
}

/** `incomplete`: what is there was restored, but it is not the whole cluster. */
export type DrillOutcome = 'ok' | 'incomplete' | 'failed';

export interface DrilledShard {
  readonly shard: string;
  readonly outcome: 'ok' | 'failed';
  /** `redis 7.0.15`, the server that loaded it; null when none did. */
  readonly server: string | null;
  readonly bytes: number;
  /** From the store to the disk of the server. */
  readonly fetchMs: number;
  /** From the start of the server until it answers with all keys; null when it did not come to that. */
  readonly loadMs: number | null;
  /** In the RDB, in the server, and those that had expired by then; null where the server does not say. */
  readonly keys: { readonly stored: number; readonly loaded: number | null; readonly expired: number | null };
  /** Keys that were asked for one by one, by type. */
  readonly sampled: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
}

const order: readonly LookOutcome[] = ['ok', 'unverifiable', 'unknown-format', 'incomplete', 'damaged'];

/** Of several outcomes the one that is worst. */
export function worst(outcomes: readonly LookOutcome[]): LookOutcome {
  return order[Math.max(0, ...outcomes.map((each) => order.indexOf(each)))] ?? 'damaged';
}

/** What is read again of a look: when it was and what it came to. */
const look = v.object({
  schemaVersion: v.literal(1),
  verifiedAt: v.optional(v.string()),
  drilledAt: v.optional(v.string()),
  level: v.optional(v.picklist([1, 2])),
  outcome: v.picklist([...order, 'failed']),
});

/** The newest look at a set, as a list shows it. */
export interface PastLook {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly outcome: LookOutcome | 'failed';
  readonly level: 1 | 2 | null;
}

/** @returns null for what is no such object */
export function readLook(json: string): PastLook | null {
  try {
    const { verifiedAt, drilledAt, level, outcome } = v.parse(look, JSON.parse(json));
    return { at: verifiedAt ?? drilledAt ?? '', outcome, level: level ?? null };
  } catch {
    return null;
  }
}
