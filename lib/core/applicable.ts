import { type DeltaName, isClusterFact, type NodeFactName } from './fact-names.ts';
import type { ClusterFacts } from './facts.ts';
import type { EnabledRule, Rule } from './rule.ts';

/** What is judged, as far as it decides which rules apply. */
type Kind = Pick<ClusterFacts, 'cluster' | 'mode'>;

/** Why a rule does not apply to this kind of cluster at all; undefined when it does. */
export function whyNotApplicable(rule: Rule, { cluster, mode }: Kind): string | undefined {
  if (!rule.providers.includes(cluster.provider)) return `does not apply to ${cluster.provider}`;
  if (rule.modes !== undefined && !rule.modes.includes(mode)) return `does not apply in ${mode} mode`;
  return undefined;
}

/** The rules that apply, with what they cannot do without. */
export interface ApplicableRules {
  readonly rules: readonly EnabledRule[];
  readonly needs: readonly NodeFactName[];
  readonly deltas: readonly DeltaName[];
}

const known = new WeakMap<readonly EnabledRule[], Map<string, ApplicableRules>>();

/** One list for all audits of the same rules and the same kind of cluster: others keep what they found out about it. */
export function applicableRules(rules: readonly EnabledRule[], kind: Kind): ApplicableRules {
  const ofRules = known.get(rules) ?? new Map<string, ApplicableRules>();
  known.set(rules, ofRules);
  const key = `${kind.cluster.provider} ${kind.mode}`;
  const found = ofRules.get(key) ?? choose(rules, kind);
  ofRules.set(key, found);
  return found;
}

function choose(rules: readonly EnabledRule[], kind: Kind): ApplicableRules {
  const applying = rules.filter(({ rule }) => whyNotApplicable(rule, kind) === undefined);
  const needs = [...new Set(applying.flatMap(({ rule }) => rule.needs))];
  return {
    rules: applying,
    needs: needs.filter((name): name is NodeFactName => !isClusterFact(name)),
    deltas: [...new Set(applying.flatMap(({ rule }) => rule.deltas))],
  };
}
