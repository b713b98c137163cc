import type { SlowlogReading } from './facts.ts';
import { fail, pass, type Verdict } from './finding.ts';
import { formatMs, isUsersCommand, noEarlierVisit, type PrimaryAddress, toMs } from './slow-entries.ts';
import { shapeEvidence, slowShapes } from './slow-shapes.ts';

/**
 * Fails when a new entry of a user's command took at least `fromMs` and less than `belowMs`; names the longest.
 *
 * @param primary whom the node follows; undefined when it is a primary
 */
export function slowCommandVerdict(
  log: SlowlogReading,
  primary: PrimaryAddress | undefined,
  { fromMs, belowMs = Number.POSITIVE_INFINITY }: { readonly fromMs: number; readonly belowMs?: number },
): Verdict {
  if (log.since === 'first-visit') return noEarlierVisit;
  const slow = log.entries.filter(
    (entry) => entry.durationUs >= fromMs * 1000 && entry.durationUs < belowMs * 1000 && isUsersCommand(entry, primary),
  );
  const shapes = slowShapes(slow);
  const [longest] = shapes;
  if (longest === undefined) return pass();
  const more = slow.length === 1 ? '' : `, the longest of ${slow.length} that slow`;
  return fail(`${longest.shape} took ${formatMs(longest.longestUs)} (limit ${fromMs} ms)${more}`, {
    count: slow.length,
    longestMs: toMs(longest.longestUs),
    commands: shapeEvidence(shapes),
  });
}
