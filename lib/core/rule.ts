import * as v from 'valibot';
import type { DeclaredNames } from './declared-names.ts';
import type { DeltaName, DeltaValue, FactName, FactValue, NodeFactName } from './fact-names.ts';
import type { AuditKind, ClusterMode, ProviderName, Role } from './facts.ts';
import type { Severity, Verdict } from './finding.ts';
import type { Remedy } from './fix/change.ts';
import type { MissReason, Observed } from './observed.ts';
import type { Policy } from './policy.ts';
import type { Shard, Topology } from './topology.ts';

export type Scope = 'node' | 'shard' | 'cluster';

/** A fact of the audit before this one, whatever process it came from. */
export type PreviousName = NodeFactName | 'topology' | 'views' | 'shard.keys' | 'addresses' | 'copies.seen';

/** Reads the facts a rule has declared; the evaluator has made sure that each of them is there. */
export interface FactReader<
  N extends FactName = FactName,
  D extends DeltaName = DeltaName,
  P extends PreviousName = PreviousName,
  M extends FactName = FactName,
> {
  /** A fact listed in `needs`. */
  fact<K extends N>(this: void, name: K): FactValue<K>;
  /** A fact listed in `optional`; undefined when it could not be read. */
  maybe<K extends M>(this: void, name: K): FactValue<K> | undefined;
  /** Growth since the previous reading of a fact listed in `deltas`, in the same process and without a reset. */
  delta<K extends D>(this: void, name: K): DeltaValue<K>;
  /**
   * Growth of a fact listed in `optional`, or why it cannot be told: for the few rules that can judge without it, as
   * when the node is busy now, or when the first audit has nothing to compare with.
   */
  observedDelta<K extends Extract<M, DeltaName>>(this: void, name: K): Observed<DeltaValue<K>>;
  /**
   * Seconds between the two readings behind {@link delta}, or since the slow log was last read; by the server's clock
   * where it tells, and 0 when there are not two readings.
   */
  seconds(this: void, name: D | Extract<M, DeltaName> | 'slowlog'): number;
  /** A fact listed in `previous`, of the audit before. */
  previous<K extends P>(this: void, name: K): FactValue<K>;
  /** A fact listed in `needs` or `optional`, of the audit before; undefined when it does not have it. */
  maybePrevious<K extends Extract<N | M, PreviousName>>(this: void, name: K): FactValue<K> | undefined;
}

/** What a node rule may read of another member of the cluster: facts it lists, any of which can be absent. */
export interface FellowReader<M extends FactName> {
  readonly node: MemberIdentity;
  maybe<K extends M>(this: void, name: K): FactValue<K> | undefined;
  observedDelta<K extends Extract<M, DeltaName>>(this: void, name: K): Observed<DeltaValue<K>>;
  maybePrevious<K extends Extract<M, PreviousName>>(this: void, name: K): FactValue<K> | undefined;
}

/** A node as the rules see it. */
export interface MemberIdentity {
  readonly nodeId: string;
  readonly address: string;
  /** By its own word where it answered, else by the topology; null when nobody knows. */
  readonly role: Role | null;
  /** First slot of its shard. */
  readonly shard?: string;
}

interface Common<O extends v.ObjectEntries> {
  readonly policy: Policy;
  readonly options: v.InferOutput<v.StrictObjectSchema<O, undefined>>;
  readonly run: RunContext;
}

/** The circumstances of this audit. */
export interface RunContext {
  readonly audit: AuditKind;
  readonly mode: ClusterMode;
  readonly provider: ProviderName;
  readonly scheduledAt: string;
  readonly startedAt: string;
  /** Of this kind of audit; undefined when it is not on a schedule. */
  readonly intervalSeconds?: number;
  /** When the previous audit of this kind was due; undefined for the first one. */
  readonly previousScheduledAt?: string;
  /** Members and shards that the configuration names. */
  readonly declared: DeclaredNames;
  /** Rules that this audit runs and that apply to this kind of cluster. */
  readonly rules: readonly EnabledRule[];
  /** Absent facts of each node that enabled rules of this audit need, and counters that it does not have; what the `auditor` rules judge. */
  readonly misses: readonly NodeMisses[];
}

/** What was asked of a node and could not be read. */
export interface NodeMisses {
  readonly nodeId: string;
  readonly missing: readonly { readonly fact: NodeFactName; readonly reason: MissReason; readonly detail: string }[];
}

export type NodeContext<
  N extends FactName,
  D extends DeltaName,
  P extends PreviousName,
  M extends FactName,
  O extends v.ObjectEntries,
> = Common<O> &
  FactReader<N, D, P, M> & {
    readonly node: MemberIdentity;
    /** The other members of its shard, read or not. */
    readonly fellows: readonly FellowReader<N | M>[];
    /** Every known member of the cluster, read or not; this one too. */
    readonly everyone: readonly FellowReader<N | M>[];
  };

/** A member with the facts that a rule about several nodes needs of each. */
export type MemberReader<
  N extends FactName,
  D extends DeltaName,
  P extends PreviousName,
  M extends FactName,
> = FactReader<N, D, P, M> & {
  readonly node: MemberIdentity;
};

export type ShardContext<
  N extends FactName,
  D extends DeltaName,
  P extends PreviousName,
  M extends FactName,
  O extends v.ObjectEntries,
> = Common<O> &
  Omit<FactReader<N, D, P, M>, 'delta' | 'observedDelta' | 'seconds'> & {
    readonly shard: Shard;
    readonly topology: Topology;
    /** Members whose needed facts could all be read. */
    readonly members: readonly MemberReader<N, D, P, M>[];
    /** The shard's primary, if it is one of them. */
    readonly primary: MemberReader<N, D, P, M> | undefined;
  };

export type ClusterContext<
  N extends FactName,
  D extends DeltaName,
  P extends PreviousName,
  M extends FactName,
  O extends v.ObjectEntries,
> = Common<O> &
  Omit<FactReader<N, D, P, M>, 'delta' | 'observedDelta' | 'seconds'> & {
    readonly clusterId: string;
    /** Members whose needed facts could all be read. */
    readonly members: readonly MemberReader<N, D, P, M>[];
    /** Every known member, read or not. */
    readonly known: readonly MemberIdentity[];
  };

export type ContextOf<
  S extends Scope,
  N extends FactName,
  D extends DeltaName,
  P extends PreviousName,
  M extends FactName,
  O extends v.ObjectEntries,
> = S extends 'node'
  ? NodeContext<N, D, P, M, O>
  : S extends 'shard'
    ? ShardContext<N, D, P, M, O>
    : ClusterContext<N, D, P, M, O>;

/** A named check: what it needs, how it judges, and everything a person must know who is woken by it. */
export interface RuleDefinition<
  S extends Scope,
  N extends FactName,
  D extends DeltaName,
  P extends PreviousName,
  M extends FactName,
  O extends v.ObjectEntries,
> {
  /** `<area>/<name>`, also the path of its file; it says the problem, so that an alert reads as a sentence. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly scope: S;
  /** Kinds of cluster it applies to; skipped elsewhere. */
  readonly providers: readonly ProviderName[];
  /** Facts without which the verdict is `unknown`. For a shard or cluster: of each member that is looked at. */
  readonly needs?: readonly N[];
  /** Facts whose growth since the last audit it judges. */
  readonly deltas?: readonly D[];
  /** Facts of the audit before. */
  readonly previous?: readonly P[];
  /** Facts that add evidence, and without which it can still judge. */
  readonly optional?: readonly M[];
  /** A node rule for one role only: skipped on the other. For a shard rule: whose facts are needed. */
  readonly role?: Role;
  /**
   * For a shard or cluster: whether a member that does not answer leaves the verdict open (`every`, the default), or
   * is left to the rules about unreachable nodes (`reachable`). A failure seen on the members read stands either way.
   */
  readonly coverage?: 'every' | 'reachable';
  /** Modes in which it applies; both unless said. */
  readonly modes?: readonly ClusterMode[];
  /**
   * A fact that is not to be had here (this version of the server does not have it, nobody makes copies) makes the
   * verdict `skipped` instead of `unknown`.
   */
  readonly skipUnsupported?: boolean;
  /** Options with defaults; named for their comparison (`failAboveMs`). */
  readonly options?: O;
  /** One line for each option, with its unit. */
  readonly optionDocs?: { readonly [K in keyof O]: string };
  /** Consecutive failing audits before an alert fires; 1 unless said. */
  readonly failureThreshold?: number;
  /** Consecutive passing audits before a firing alert is over; 1 unless said. */
  readonly successThreshold?: number;
  /**
   * It is about what one kind of audit asks, and others ask for something else: an alert ends when every kind that
   * found it has found it gone.
   */
  readonly perKind?: boolean;
  /** Rules whose alerts stay silent for the same resource while this one fails; `*` for every other rule. */
  readonly mutes?: readonly string[];
  /** Why it matters, to somebody who was just woken. */
  readonly why: string;
  /** What to do: sentences, and commands to paste with `{host}` and `{port}` of the node. */
  readonly fix: readonly FixStep[];
  /** What `redis-auditor fix` can do about it; left out, a person does it all. */
  readonly remedy?: Remedy;
  readonly links: readonly string[];
  /** What it cannot see. */
  readonly limits?: string;
  /** Judges facts that are all there; absence is the evaluator's business. */
  check(this: void, context: ContextOf<S, N, D, P, M, O>): Verdict;
}

/** A sentence, or a command to paste. */
export type FixStep = string | { readonly run: string };

/** A rule with its type parameters forgotten, as catalogue and evaluator handle it. */
export interface Rule
  extends Omit<
    RuleDefinition<Scope, FactName, DeltaName, PreviousName, FactName, v.ObjectEntries>,
    'check' | 'options'
  > {
  readonly area: string;
  readonly needs: readonly FactName[];
  readonly deltas: readonly DeltaName[];
  readonly previous: readonly PreviousName[];
  readonly optional: readonly FactName[];
  readonly coverage: 'every' | 'reachable';
  readonly failureThreshold: number;
  readonly successThreshold: number;
  readonly perKind: boolean;
  readonly mutes: readonly string[];
  readonly optionsSchema: v.StrictObjectSchema<v.ObjectEntries, undefined>;
  check(context: unknown): Verdict;
}

/** Declares a rule. The types of what it may read follow from the names it lists. */
export function defineRule<
  const S extends Scope,
  const N extends FactName = never,
  const D extends DeltaName = never,
  const P extends PreviousName = never,
  const M extends FactName = never,
  const O extends v.ObjectEntries = Record<never, never>,
>(definition: RuleDefinition<S, N, D, P, M, O>): Rule {
  const { check, options, ...rest } = definition;
  return {
    ...rest,
    area: definition.id.split('/')[0] ?? '',
    needs: definition.needs ?? [],
    deltas: definition.deltas ?? [],
    previous: definition.previous ?? [],
    optional: definition.optional ?? [],
    coverage: definition.coverage ?? 'every',
    failureThreshold: definition.failureThreshold ?? 1,
    successThreshold: definition.successThreshold ?? 1,
    perKind: definition.perKind ?? false,
    mutes: definition.mutes ?? [],
    optionsSchema: v.strictObject(options ?? {}),
    // The evaluator builds the context from the same declaration that typed it here.
    check: (context) => check(context as ContextOf<S, N, D, P, M, O>),
  };
}

/** An option that is a number, with its default; zero is allowed, so that a test or a strict team can ask for "any". */
export function numberOption(byDefault: number, check: { min?: number; max?: number; integer?: boolean } = {}) {
  const { min = 0, max = Number.MAX_SAFE_INTEGER, integer = false } = check;
  const schema = v.pipe(
    v.number(),
    v.minValue(min),
    v.maxValue(max),
    v.check((value) => !integer || Number.isInteger(value), 'must be a whole number'),
  );
  return v.optional(schema, byDefault);
}

/** A rule as one cluster runs it. */
export interface EnabledRule {
  readonly rule: Rule;
  readonly severity: Severity;
  /** Consecutive failing audits before its alerts fire. */
  readonly failureThreshold: number;
  /** Consecutive passing audits before they are over. */
  readonly successThreshold: number;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A rule as it declares itself, but for what a configuration says otherwise. */
export function asDeclared(rule: Rule, otherwise: Partial<Omit<EnabledRule, 'rule'>> = {}): EnabledRule {
  const { severity, failureThreshold, successThreshold } = rule;
  const options = otherwise.options ?? v.parse(rule.optionsSchema, {});
  return { rule, severity, failureThreshold, successThreshold, ...otherwise, options };
}
