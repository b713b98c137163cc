import { enabledRules } from '../../config/effective.ts';
import type { Config } from '../../config/schema.ts';
import type { Intervals } from '../../core/audit-order.ts';
import { runsIn } from '../../core/audit-series.ts';
import type { AuditKind } from '../../core/facts.ts';
import type { Rule } from '../../core/rule.ts';
import { unseenLimits } from '../../core/unseen-limits.ts';

/**
 * Limits of a file that no audit by it can see broken, however the servers are configured, one text for each. What
 * hangs on the servers an audit says, by the rule `auditor/threshold-not-observable`.
 *
 * @param intervals of the kinds of audit that the file schedules
 */
export function unseenInFile(
  catalogue: readonly Rule[],
  config: Pick<Config, 'rules'>,
  intervals: Intervals,
): readonly string[] {
  const kinds = Object.entries(intervals) as [AuditKind, number][];
  const everySecondsOf = Object.fromEntries(
    catalogue.flatMap((rule) => {
      const running = kinds.flatMap(([kind, seconds]) => (runsIn(kind, rule) ? [seconds] : []));
      return running.length === 0 ? [] : [[rule.id, Math.min(...running)]];
    }),
  );
  return unseenLimits(enabledRules(catalogue, config, 'full'), { everySecondsOf }).map(
    ({ rule, limit, because }) => `cannot be seen: ${rule}, limit ${limit}: ${because}`,
  );
}
