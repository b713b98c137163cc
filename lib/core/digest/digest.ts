import type { ClusterDiff } from '../diff/clusters.ts';
import type { AuditKind } from '../facts.ts';
import type { Severity } from '../finding.ts';
import type { LossEstimate } from '../loss-estimate.ts';
import type { Period } from './period.ts';

/** What happened to one cluster in one period, and how it stands at its end. Bounded, however much happened. */
export interface Digest {
  readonly schemaVersion: 1;
  readonly cluster: string;
  readonly period: Period;
  readonly alerts: AlertDigest;
  readonly silences: readonly SilenceDigest[];
  readonly slowCommands: SlowDigest;
  /** Null when nothing in the period was read that tells of it. */
  readonly persistence: PersistenceDigest | null;
  /** Null when there are no two readings to compare. */
  readonly changes: ClusterDiff | null;
  readonly coverage: CoverageDigest;
  /** What could not be looked at, one sentence for each: what is told above is told without it. */
  readonly blind: readonly string[];
}

/** A list whose end may have been left out: the least urgent, or the least. */
export interface Capped<T> {
  readonly all: number;
  readonly shown: readonly T[];
}

export interface AlertDigest {
  /** The worst first; one entry for an alert, however often it began. */
  readonly began: Capped<DigestAlert>;
  readonly ended: Capped<DigestAlert>;
  /** Fires at the end of the period, told or not. */
  readonly firing: Capped<DigestAlert>;
  readonly messages: MessageCounts;
  /** Why people were not told, the reason with the most alerts first. */
  readonly held: readonly HeldDigest[];
}

export interface DigestAlert {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly place: string;
  /** When it began to fail; of what ended, of the last time. */
  readonly since: string;
  /** When it last did what it is listed for; of what fires, the same as {@link since}. */
  readonly at: string;
  /** How often it did that in the period. */
  readonly times: number;
}

/** Messages about alerts: one to each sink at most for an audit that had something to tell. */
export interface MessageCounts {
  readonly delivered: number;
  readonly failed: number;
  /** Sinks that did not take one, with their last word. */
  readonly refusals: readonly { readonly sink: string; readonly times: number; readonly error: string }[];
}

export interface HeldDigest {
  /** What held them back: `muted`, `quiet`, `flapping`, `silenced`, `info`. */
  readonly by: string;
  readonly alerts: number;
  /** Some of the reasons, as the alert log has them. */
  readonly reasons: readonly string[];
}

/** A silence or a maintenance window that is open at the end of the period. */
export interface SilenceDigest {
  readonly kind: 'silence' | 'maintenance';
  readonly id: string;
  readonly owner: string;
  readonly reason: string;
  readonly until: string;
  readonly matchers: string;
}

export interface SlowDigest {
  /** Entries of the slow logs that count, of all shapes. */
  readonly entries: number;
  /** The shape that took the most time in all first. */
  readonly shapes: Capped<SlowDigestShape>;
  /** There were more shapes than are told apart: their number is a lower bound, and rare ones are not summed up in full. */
  readonly manyShapes: boolean;
  /** Entries that were gone before they were read. */
  readonly lost: { readonly entries: number; readonly nodes: readonly string[] };
}

export interface SlowDigestShape {
  readonly shape: string;
  readonly command: string;
  readonly count: number;
  readonly longestUs: number;
  readonly totalUs: number;
  /** Addresses, those with the most entries first. */
  readonly nodes: readonly string[];
}

export interface PersistenceDigest {
  /** When the audit was due that read it. */
  readonly readAt: string;
  readonly shards: readonly ShardDigest[];
}

export interface ShardDigest {
  /** First slot. */
  readonly id: string;
  readonly primary: string;
  /** The primary first. */
  readonly members: readonly MemberDigest[];
  /** Null when its primary did not tell enough; then {@link missing} says what. */
  readonly loss: LossDigest | null;
  readonly missing: readonly string[];
}

export interface MemberDigest {
  readonly address: string;
  readonly role: 'primary' | 'replica';
  /** `undefined` everywhere stands for what could not be read. */
  readonly appendOnly?: boolean;
  readonly fsync?: string;
  /** It saves RDB files by itself. */
  readonly saves?: boolean;
  /** Age of its newest RDB, seconds; null when its process has saved none. */
  readonly rdbAgeSeconds?: number | null;
  readonly lastSaveFailed?: boolean;
}

/** The most seconds of acknowledged writes that each way of failing takes. */
export interface LossDigest {
  /** False of a primary that persists nothing: a restart takes everything since a copy elsewhere. */
  readonly onDisk: boolean;
  readonly processCrash: LossEstimate;
  readonly hostLoss: LossEstimate;
  /** Null without a replica that is attached. */
  readonly failover: LossEstimate | null;
  /** What goes with a mistake that is undone from the newest copy. */
  readonly mistake: LossEstimate;
}

export interface CoverageDigest {
  readonly kinds: readonly KindCoverage[];
  /** What the newest audit of each kind reached: the others are not opened. */
  readonly reached: readonly Reach[];
}

export interface KindCoverage {
  readonly kind: AuditKind;
  readonly runs: number;
  /** Of a kind with a declared interval: as many as there should be at least. */
  readonly expected?: number;
  readonly longestGapSeconds: number | null;
  /** When the longest gap began. */
  readonly gapFrom?: string;
  /** The gap is longer than the schedule makes it. */
  readonly isLate: boolean;
}

export interface Reach {
  readonly kind: AuditKind;
  readonly scheduledAt: string;
  readonly answered: number;
  readonly nodes: number;
}

/** The first ones, and how many there are. */
export function capped<T>(items: readonly T[], most: number): Capped<T> {
  return { all: items.length, shown: items.slice(0, most) };
}
