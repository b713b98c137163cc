import type { Alert } from './alert.ts';
import type { Resource } from './finding.ts';
import type { Rule } from './rule.ts';

/** Alerts that may keep others silent, by what they are about. */
export type Muters = ReadonlyMap<string, readonly Muter[]>;

interface Muter {
  readonly rule: string;
  readonly mutes: readonly string[];
}

/** @param firing every alert that fires, told or not: one that is silent itself keeps others silent too */
export function mutersAmong(
  firing: readonly Pick<Alert, 'rule' | 'resource'>[],
  rules: ReadonlyMap<string, Pick<Rule, 'mutes'>>,
): Muters {
  const muters = firing.flatMap(({ rule, resource }) => {
    const { mutes = [] } = rules.get(rule) ?? {};
    return mutes.length === 0 ? [] : [{ place: placeOf(resource.kind, resource.id), rule, mutes }];
  });
  return Map.groupBy(muters, ({ place }) => place);
}

/**
 * The rule whose alert keeps this one silent, if any: several rules can see one fault from different sides, and one
 * message about it is enough. A rule about a cluster or shard also mutes what lies inside it, and one that names a rule
 * about the whole cluster mutes that from any place in it.
 */
export function mutedBy({ rule, resource }: Pick<Alert, 'rule' | 'resource'>, muters: Muters): string | undefined {
  if (muters.size === 0) return undefined;
  for (const place of placesAround(resource)) {
    const louder = muters.get(place)?.find((other) => other.rule !== rule && isMuted(other.mutes, rule));
    if (louder !== undefined) return louder.rule;
  }
  if (resource.kind !== 'cluster') return undefined;
  return [...muters.values()].flat().find(({ mutes }) => mutes.includes(rule))?.rule;
}

/** Whether a rule that mutes these mutes this one. */
export function isMuted(mutes: readonly string[], rule: string): boolean {
  return mutes.includes('*') || mutes.includes(rule);
}

/** What an alert can be muted from: its own place, and those it lies in. There is one cluster only. */
function placesAround({ kind, id, shard }: Resource): readonly string[] {
  if (kind === 'cluster') return ['cluster'];
  if (kind === 'shard') return ['cluster', placeOf('shard', id)];
  return ['cluster', ...(shard === undefined ? [] : [placeOf('shard', shard)]), placeOf('node', id)];
}

function placeOf(kind: Resource['kind'], id: string): string {
  return kind === 'cluster' ? 'cluster' : `${kind} ${id}`;
}
