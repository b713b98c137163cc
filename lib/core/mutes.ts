import type { Alert } from './alert.ts';
import type { Resource } from './finding.ts';
import type { Rule } from './rule.ts';

/**
 * The rule whose alert keeps this one silent, if any: several rules can see one fault from different sides, and one
 * message about it is enough. A rule about a cluster or shard also mutes what lies inside it.
 */
export function mutedBy(
  alert: Alert,
  firing: readonly Alert[],
  rules: ReadonlyMap<string, Pick<Rule, 'mutes'>>,
): string | undefined {
  const louder = firing.find(
    (other) =>
      other.rule !== alert.rule &&
      covers(other.resource, alert.resource) &&
      isMuted(rules.get(other.rule)?.mutes ?? [], alert.rule),
  );
  return louder?.rule;
}

function isMuted(mutes: readonly string[], rule: string): boolean {
  return mutes.includes('*') || mutes.includes(rule);
}

function covers(outer: Resource, inner: Resource): boolean {
  if (outer.kind === 'cluster') return true;
  if (outer.kind === 'shard') return inner.kind === 'shard' ? inner.id === outer.id : inner.shard === outer.id;
  return inner.kind === 'node' && inner.id === outer.id;
}
