import type { Rule } from './rule.ts';
import { rules as builtIn } from './rules/index.ts';

const known = new WeakMap<readonly Rule[], ReadonlyMap<string, Rule>>();

/**
 * The rules of a catalogue by their ids; made once for each, as it is asked for at every audit.
 *
 * @param catalogue left out, the rules that are built in
 */
export function rulesById(catalogue: readonly Rule[] = builtIn): ReadonlyMap<string, Rule> {
  const byId = known.get(catalogue) ?? new Map(catalogue.map((rule) => [rule.id, rule]));
  known.set(catalogue, byId);
  return byId;
}
