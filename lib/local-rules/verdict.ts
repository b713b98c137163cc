import * as v from 'valibot';
import type { Verdict } from '../core/finding.ts';

const text = v.pipe(v.string(), v.nonEmpty());
const evidence = v.record(v.string(), v.unknown());

const schema = v.variant('status', [
  v.object({
    status: v.literal('pass'),
    evidence: v.exactOptional(evidence),
    notYetClear: v.exactOptional(text),
  }),
  v.object({ status: v.literal('fail'), message: text, evidence: v.optional(evidence, {}) }),
  v.object({ status: v.literal('unknown'), reason: text, evidence: v.exactOptional(evidence) }),
  v.object({ status: v.literal('skipped'), reason: text }),
]);

/** More than any sentence with its numbers: it is stored at each audit. */
const MOST_LETTERS = 65_536;

/** Reads what a rule answered. @throws Error when that is no verdict */
export function parseVerdict(json: string | undefined): Verdict {
  if (json === undefined) throw new Error('it answered nothing');
  if (json.length > MOST_LETTERS) throw new Error(`its answer has more than ${MOST_LETTERS} characters`);
  const result = v.safeParse(schema, JSON.parse(json));
  if (!result.success) throw new Error('it answered something else than pass, fail, unknown or skip make');
  return result.output as Verdict;
}
