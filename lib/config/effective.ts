import * as v from 'valibot';
import { runsIn } from '../core/audit-series.ts';
import type { AuditKind } from '../core/facts.ts';
import type { EnabledRule, Rule } from '../core/rule.ts';
import type { Config } from './schema.ts';

/** The rules that one kind of audit runs, with severity and options as the configuration has them, in the order of the catalogue. */
export function enabledRules(
  catalogue: readonly Rule[],
  config: Pick<Config, 'rules'>,
  audit: AuditKind,
): readonly EnabledRule[] {
  return catalogue.flatMap((rule) => {
    const { off, severity = rule.severity, options } = config.rules[rule.id] ?? {};
    if (off !== undefined || !runsIn(audit, rule)) return [];
    return [{ rule, severity, options: options ?? v.parse(rule.optionsSchema, {}) }];
  });
}
