import type { MissReason } from './observed.ts';

/** How urgent a failing rule is: wake somebody, look within the day, read in the report. */
export type Severity = 'critical' | 'warning' | 'info';

export const severities: readonly Severity[] = ['critical', 'warning', 'info'];

/** `unknown`: a needed fact could not be read. `skipped`: the rule does not apply here. */
export type FindingStatus = 'pass' | 'fail' | 'unknown' | 'skipped';

/** Plain data that shows how a verdict was reached: numbers with their unit in the key, short texts, lists of them. */
export type Evidence = Readonly<Record<string, EvidenceValue>>;
export type EvidenceValue =
  | string
  | number
  | boolean
  | null
  | readonly EvidenceValue[]
  | { readonly [key: string]: EvidenceValue };

/**
 * What a verdict is about. `id` never changes while the thing exists: a node's 40 hex digits, the first slot of a
 * shard, the id of the cluster. `address` is where it is now, for people.
 */
export interface Resource {
  readonly kind: 'cluster' | 'shard' | 'node';
  readonly id: string;
  /** `host:port` of the node, or of the shard's primary. */
  readonly address?: string;
  /** First slot of the shard that a node belongs to. */
  readonly shard?: string;
}

/** One needed fact that is absent, and why. */
export interface MissingFact {
  readonly fact: string;
  readonly reason: MissReason;
  readonly detail: string;
  /** Node that was asked, when the rule looks at several. */
  readonly node?: string;
}

/** What the body of a rule answers. */
export type Verdict =
  | { readonly status: 'pass'; readonly evidence?: Evidence; readonly notYetClear?: string }
  | { readonly status: 'fail'; readonly message: string; readonly evidence: Evidence }
  | { readonly status: 'unknown'; readonly reason: string; readonly evidence?: Evidence }
  | { readonly status: 'skipped'; readonly reason: string };

/** One rule's verdict on one resource. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly status: FindingStatus;
  readonly resource: Resource;
  /** One sentence: what is wrong, or why nothing can be said. Empty for a pass. */
  readonly message: string;
  readonly evidence: Evidence;
  /** Identity of rule and resource; the same at every audit. */
  readonly fingerprint: string;
  readonly missing: readonly MissingFact[];
  /** Of a pass that neither confirms nor ends an alert: one sentence that says why. */
  readonly notYetClear?: string;
}

export function pass(evidence?: Evidence): Verdict {
  return evidence === undefined ? { status: 'pass' } : { status: 'pass', evidence };
}

/**
 * Within the limit, but so near to it that an alert that fires already is not over: a value that hovers there would end
 * and begin it again and again. Without an alert it is a pass like any other.
 */
export function passNarrowly(sentence: string, evidence: Evidence): Verdict {
  return { status: 'pass', evidence, notYetClear: sentence };
}

/** @param message a sentence with the measured value and the threshold, without the node's address: the resource says that. */
export function fail(message: string, evidence: Evidence = {}): Verdict {
  return { status: 'fail', message, evidence };
}

/** The facts were read and still do not allow a verdict. */
export function unknown(reason: string, evidence: Evidence = {}): Verdict {
  return { status: 'unknown', reason, evidence };
}

export function skip(reason: string): Verdict {
  return { status: 'skipped', reason };
}
