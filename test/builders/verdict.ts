import * as v from 'valibot';
import type { CopiesReading } from '../../lib/core/backup/copies.ts';
import { copiesFact } from '../../lib/core/backup/copies-fact.ts';
import { type Baselines, emptyBaselines, extendBaselines } from '../../lib/core/baselines.ts';
import type { ConfiguredNames } from '../../lib/core/declared-names.ts';
import { evaluate } from '../../lib/core/evaluate.ts';
import type { ClusterFacts } from '../../lib/core/facts.ts';
import type { Finding } from '../../lib/core/finding.ts';
import type { Observed } from '../../lib/core/observed.ts';
import { noOwnState, type OwnState } from '../../lib/core/own-state.ts';
import { defaultPolicy, type Policy } from '../../lib/core/policy.ts';
import { asDeclared, type Rule } from '../../lib/core/rule.ts';
import { nodeId } from './facts.ts';

/** One audit as a test tells it. */
export interface Judged {
  readonly now: ClusterFacts;
  /** Audits before it, oldest first; none means that this is the first one. */
  readonly before?: readonly ClusterFacts[];
  readonly policy?: Policy;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly intervalSeconds?: number;
  /** What is known of copies; left out, no store was looked into. */
  readonly copies?: Observed<CopiesReading>;
  /** What the audits before knew of them. */
  readonly copiesBefore?: Observed<CopiesReading>;
  /** What is known of the auditor itself; of what is left out, nothing. */
  readonly own?: Partial<OwnState>;
  /** Members and shards that the configuration names; left out, none. */
  readonly declared?: Partial<ConfiguredNames>;
}

/** The rule's verdicts, one for each resource. */
export function judge(
  rule: Rule,
  {
    now,
    before = [],
    policy = defaultPolicy,
    options = {},
    intervalSeconds,
    copies,
    copiesBefore,
    own,
    declared,
  }: Judged,
): readonly Finding[] {
  const baselines = before.reduce(
    (folded: Baselines, facts) => extendBaselines(folded, facts, copiesBefore),
    emptyBaselines,
  );
  const enabled = asDeclared(rule, { options: v.parse(rule.optionsSchema, options) });
  const interval = intervalSeconds === undefined ? {} : { intervalSeconds };
  const known = copies === undefined ? {} : { copies: copiesFact(now.cluster, policy, copies) };
  const itself = { own: { ...noOwnState, ...own }, declared: { natMap: {}, windows: [], ...declared } };
  return evaluate({ facts: now, baselines, rules: [enabled], policy, ...interval, ...known, ...itself });
}

/** The verdict on one node (by port), one shard (by first slot) or the cluster (no third argument). */
export function verdict(rule: Rule, judged: Judged, where?: number): Finding {
  const findings = judge(rule, judged);
  const id = rule.scope === 'node' && where !== undefined ? nodeId(where) : String(where);
  const found = where === undefined ? findings[0] : findings.find((finding) => finding.resource.id === id);
  if (found === undefined) throw new Error(`no finding of ${rule.id} for ${where ?? 'the cluster'}`);
  return found;
}

/** Ports or slots for which the rule fails. */
export function failing(rule: Rule, judged: Judged): readonly string[] {
  return judge(rule, judged)
    .filter((finding) => finding.status === 'fail')
    .map((finding) => finding.resource.address ?? finding.resource.id);
}
