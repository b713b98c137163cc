import { type Evidence, pass, passNarrowly, type Verdict } from './finding.ts';
import { numberOption } from './rule.ts';

/** Option of rules about a value that may hover around its limit. A share, so that it moves with the limit. */
export const clearBelowShare = numberOption(0.8, { max: 1 });

/** What {@link clearBelowShare} means, for `optionDocs`. */
export const clearBelowShareDoc = 'share of the limit that the value must not exceed for an alert to end, 0 to 1';

/**
 * The verdict on values within their limits: a pass, or one that ends no alert.
 *
 * @param values each with its limit, and in words with its unit: `a median round trip of 9 ms`
 */
export function passWithin(
  values: readonly { readonly value: number; readonly limit: number; readonly words: string }[],
  share: number,
  evidence: Evidence,
): Verdict {
  const near = values.find(({ value, limit }) => value > limit * share);
  if (near === undefined) return pass(evidence);
  return passNarrowly(`${near.words} is within the limit, but above ${rounded(share * 100)} % of it`, evidence);
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
