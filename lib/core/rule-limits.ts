import type { FactName } from './fact-names.ts';
import type { EnabledRule } from './rule.ts';

/*
 * What the limits of rules are held against, by their names: options are named for their comparison, and a limit in
 * milliseconds of a rule that needs the slow log is held against entries of that.
 */

/** From how many milliseconds on an entry of the slow log counts for a rule; undefined for a rule without such a limit. */
export function slowMs({ rule, options }: EnabledRule): number | undefined {
  return reads(rule, 'slowlog') ? smallest(options, ['failAtMs', 'countFromMs']) : undefined;
}

/** The same of a sample of the latency monitor. */
export function spikeMs({ rule, options }: EnabledRule): number | undefined {
  return reads(rule, 'latency') ? smallest(options, ['failAtMs', 'failAboveMs']) : undefined;
}

function smallest(options: EnabledRule['options'], names: readonly string[]): number | undefined {
  const values = names.flatMap((name) => numberIn(options, name) ?? []);
  return values.length === 0 ? undefined : Math.min(...values);
}

/** An option that is a number. */
export function numberIn(options: EnabledRule['options'], name: string): number | undefined {
  const value = options[name];
  return typeof value === 'number' ? value : undefined;
}

/** Whether a rule cannot judge without a fact. */
export function reads({ needs }: EnabledRule['rule'], fact: FactName): boolean {
  return needs.includes(fact);
}
