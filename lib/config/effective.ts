import { runsIn } from '../core/audit-series.ts';
import type { AuditKind } from '../core/facts.ts';
import { asDeclared, type EnabledRule, type Rule } from '../core/rule.ts';
import type { Config } from './schema.ts';

/** The rules that one kind of audit runs, each as the configuration has it, in the order of the catalogue. */
export function enabledRules(
  catalogue: readonly Rule[],
  config: Pick<Config, 'rules'>,
  audit: AuditKind,
): readonly EnabledRule[] {
  return catalogue.flatMap((rule) => {
    const { off, ...otherwise } = config.rules[rule.id] ?? {};
    return off === undefined && runsIn(audit, rule) ? [asDeclared(rule, otherwise)] : [];
  });
}
