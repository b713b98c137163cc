import type { Role } from '../facts.ts';
import type { SlotRange } from '../slots.ts';
import type { ChosenReplica } from './save-plan.ts';

/**
 * What a set of RDBs is: written last, so that a set without it was not finished. It names nodes and counts keys, and
 * holds no key, no value and no login.
 */
export interface BackupManifest {
  readonly schemaVersion: 1;
  /** Name of the set, `20260301T030000.000Z`: when it was begun, so that names sort by time. */
  readonly set: string;
  readonly runId: string;
  readonly cluster: { readonly id: string };
  /** ISO 8601, UTC, the clock of whoever copied. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Whether the RDBs hold every slot of the cluster, each shard as a whole. */
  readonly complete: boolean;
  /** Why it is not complete, a clause each. */
  readonly problems: readonly string[];
  /** By first slot. */
  readonly shards: readonly CopiedShard[];
  /** Slots that nobody owned. */
  readonly uncovered: readonly SlotRange[];
}

/** What became of one shard. */
export interface CopiedShard {
  /** First slot. */
  readonly shard: string;
  readonly slots: readonly SlotRange[];
  readonly outcome: CopyOutcome;
  /** What is wrong, a clause for people; null when nothing is. */
  readonly problem: string | null;
  /** What to do about it. */
  readonly todo: string | null;
  /** Whom it was copied from, or was to be; null when no replica was fit. */
  readonly node: ChosenReplica | null;
  /** By its own word, just before; null when it did not say. */
  readonly roleBefore: Role | null;
  readonly roleAfter: Role | null;
  readonly durationMs: number;
  /** Null when nothing is stored of it. */
  readonly rdb: StoredRdb | null;
}

/**
 * | outcome | stored | means |
 * | --- | --- | --- |
 * | `ok` | yes | whole, its checksum and every record looked at, from a replica before and after |
 * | `unverifiable` | yes | whole, but the server writes no checksum (`rdbchecksum no`) |
 * | `unknown-format` | yes | whole by its checksum, but something in it is not known here |
 * | `role-unknown` | yes | whole, but nobody knows whether it came from a replica to the end |
 * | `became-primary` | yes | whole, but the replica was promoted meanwhile: clients may have felt the fork |
 * | `misplaced-keys` | yes | it holds keys of slots that the shard does not own: slots were moved |
 * | `damaged` | no | what came is no whole RDB |
 * | `failed` | no | it could not be read to the end, or not stored |
 * | `refused` | no | the replica was not fit any more when its turn came |
 * | `no-replica` | no | no replica was fit, and a primary is never asked |
 */
export type CopyOutcome =
  | 'ok'
  | 'unverifiable'
  | 'unknown-format'
  | 'role-unknown'
  | 'became-primary'
  | 'misplaced-keys'
  | 'damaged'
  | 'failed'
  | 'refused'
  | 'no-replica';

/** One RDB of a set, as it was when it was stored. */
export interface StoredRdb {
  /** Its name beside the manifest: `shard-0.rdb`. */
  readonly file: string;
  readonly bytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
  /** Whether the server wrote a checksum, and the one that was computed: 16 hex digits. */
  readonly checksum: { readonly state: 'ok' | 'unverifiable'; readonly crc64: string };
  readonly format: { readonly magic: 'REDIS' | 'VALKEY'; readonly version: number };
  /** How deep it was looked into on its way: 1 the frame and the checksum, 2 every record. */
  readonly level: 1 | 2;
  /** Null when it could not be looked into. */
  readonly content: StoredContent | null;
}

/** What the records say; null in the origin is what the server did not write. */
export interface StoredContent {
  readonly origin: StoredOrigin;
  /** Those that have expired meanwhile are among them. */
  readonly keys: number;
  readonly expiring: number;
  readonly databases: readonly { readonly database: number; readonly keys: number; readonly expiring: number }[];
  /** Libraries of functions. */
  readonly functions: number;
  /** Slots that have keys, and those with the most of them. */
  readonly slotsWithKeys: number;
  readonly fullestSlots: readonly (readonly [slot: number, keys: number])[];
  /** Keys of slots that the shard does not own. */
  readonly misplacedKeys: number;
}

export interface StoredOrigin {
  readonly engine: 'redis' | 'valkey' | null;
  readonly serverVersion: string | null;
  /** The server's clock, ISO 8601, UTC. */
  readonly savedAt: string | null;
  readonly usedMemoryBytes: number | null;
  /** Which history of writes it belongs to, and up to where it goes. */
  readonly replicationId: string | null;
  readonly replicationOffset: number | null;
}

const whole: ReadonlySet<CopyOutcome> = new Set([
  'ok',
  'unverifiable',
  'unknown-format',
  'role-unknown',
  'became-primary',
]);

/** Whether all of the shard's keys are in the store. */
export function isWhole({ outcome, rdb }: Pick<CopiedShard, 'outcome' | 'rdb'>): boolean {
  return rdb !== null && whole.has(outcome);
}

/** Whether nothing is to be said about a set. */
export function isFine({ complete, shards }: BackupManifest): boolean {
  return complete && shards.every(({ outcome }) => outcome === 'ok');
}

/** Bytes of all RDBs of a set. */
export function bytesOf({ shards }: Pick<BackupManifest, 'shards'>): number {
  return shards.reduce((sum, { rdb }) => sum + (rdb?.bytes ?? 0), 0);
}
