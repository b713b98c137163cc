import type { RuleSetting } from '../config/schema.ts';
import type { Policy } from '../core/policy.ts';
import { type PolicyLayers, policySettings } from '../core/policy-layers.ts';
import type { Rule } from '../core/rule.ts';

/** What a file says of a rule, where that is unlike what the rule declares: `failAboveMs 5 (10 by default)`. */
export function settingWords(rule: Rule, setting: RuleSetting | undefined): readonly string[] {
  if (setting === undefined) return [];
  const { off, severity, failureThreshold, successThreshold, options = {} } = setting;
  if (off !== undefined) return [`off: ${off}`];
  return [
    ...changed('severity', severity, rule.severity),
    ...changed('failureThreshold', failureThreshold, rule.failureThreshold),
    ...changed('successThreshold', successThreshold, rule.successThreshold),
    ...Object.entries(options).flatMap(([name, value]) => changed(name, value, defaultOf(rule, name))),
  ];
}

/** Each setting of a policy with where it comes from: `minReplicas 0 (preset cache)`. */
export function policyWords(policy: Policy, layers: PolicyLayers): readonly string[] {
  return policySettings(policy, layers).map(({ name, value, from }) => `${name} ${listed(value)} (${from})`);
}

function listed(value: unknown): string {
  if (!Array.isArray(value)) return words(value);
  return value.length === 0 ? 'none' : value.join('+');
}

function changed(name: string, value: unknown, byDefault: unknown): readonly string[] {
  if (value === undefined) return [];
  const [now, before] = [words(value), words(byDefault)];
  return now === before ? [] : [`${name} ${now} (${before} by default)`];
}

function defaultOf(rule: Rule, name: string): unknown {
  return (rule.optionsSchema.entries[name] as { readonly default?: unknown } | undefined)?.default;
}

function words(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'unset');
}
