import type { BacktestInput } from '../../backtest.ts';
import { enabledRules } from '../../config/effective.ts';
import { auditKinds } from '../../core/facts.ts';
import type { Rule } from '../../core/rule.ts';
import { rules as builtIn } from '../../core/rules/index.ts';
import type { Declarations } from '../config/declarations.ts';

/** Thousands of audits are of a few kinds. */
export function rulesByKind(
  settings: Declarations['rules'],
  rules: readonly Rule[] = builtIn,
): BacktestInput['rulesOf'] {
  const known = new Map(auditKinds.map((audit) => [audit, enabledRules(rules, { rules: settings }, audit)]));
  return (audit) => known.get(audit) ?? [];
}
