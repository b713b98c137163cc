import { unknown, type Verdict } from './finding.ts';
import { neutralLine } from './neutral.ts';
import type { Rule } from './rule.ts';

/** Longest account of a fault that a finding carries, in characters. */
const MOST_LETTERS = 300;

/**
 * What a rule says. One that throws leaves its own verdict open and takes no other rule down: nothing is known of what
 * it was to look at.
 */
export function runCheck(rule: Rule, context: unknown): Verdict {
  try {
    return rule.check(context);
  } catch (error) {
    return unknown(`the rule itself failed: ${faultOf(error)}`);
  }
}

/** An error that was thrown in another realm is no `Error` of this one, so it is known by what it looks like. */
export function faultOf(error: unknown): string {
  const { name, message } = (typeof error === 'object' && error !== null ? error : {}) as Partial<Error>;
  if (typeof message !== 'string') return 'it threw something that is no error';
  const kind = typeof name === 'string' && name !== 'Error' ? `${name}: ` : '';
  return neutralLine(`${kind}${message.split('\n')[0]}`).slice(0, MOST_LETTERS);
}
