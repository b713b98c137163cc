import { didYouMean } from '../config/did-you-mean.ts';
import { UsageError } from '../core/errors.ts';
import type { Rule } from '../core/rule.ts';

/** The rule with this id, or with this name in whatever area when only one has it. @throws UsageError naming the nearest ones */
export function findRule(id: string, rules: readonly Rule[]): Rule {
  const wanted = id.toLowerCase();
  const named = rules.filter((rule) => rule.id === wanted || rule.id.endsWith(`/${wanted}`));
  const [only] = named;
  if (only !== undefined && named.length === 1) return only;
  const hint =
    didYouMean(
      wanted,
      rules.map((rule) => rule.id),
    ) || '`redis-auditor rules list` shows all of them.';
  throw new UsageError(`No rule is called ${id}`, hint);
}

/** `did you mean x?` → `Did you mean x?` */
export function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
