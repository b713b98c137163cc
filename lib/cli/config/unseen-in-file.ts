import { enabledRules } from '../../config/effective.ts';
import type { Config } from '../../config/schema.ts';
import type { Intervals } from '../../core/audit-order.ts';
import { runsIn } from '../../core/audit-series.ts';
import type { AuditKind } from '../../core/facts.ts';
import type { Rule } from '../../core/rule.ts';
import { type Sight, unseenLimits } from '../../core/unseen-limits.ts';

/**
 * Limits of a file that no audit by it can see broken, one text for each: however the servers are configured, or as the
 * file wants them to be. What hangs on the servers otherwise an audit says, by `auditor/threshold-not-observable`.
 *
 * @param intervals of the kinds of audit that the file schedules
 */
export function unseenInFile(
  catalogue: readonly Rule[],
  config: Pick<Config, 'rules' | 'policy'>,
  intervals: Intervals,
): readonly string[] {
  const kinds = Object.entries(intervals) as [AuditKind, number][];
  const everySecondsOf = Object.fromEntries(
    catalogue.flatMap((rule) => {
      const running = kinds.flatMap(([kind, seconds]) => (runsIn(kind, rule) ? [seconds] : []));
      return running.length === 0 ? [] : [[rule.id, Math.min(...running)]];
    }),
  );
  return unseenLimits(enabledRules(catalogue, config, 'full'), { ...wanted(config.policy), everySecondsOf }).map(
    ({ rule, limit, because }) => `cannot be seen: ${rule}, limit ${limit}: ${because}`,
  );
}

/** What a policy that declares directives wants of every server. */
function wanted({ directives: declared }: Config['policy']): Sight {
  const sight = {
    slowerThanUs: declared['slowlog-log-slower-than'],
    slowlogEntries: declared['slowlog-max-len'],
    monitorMs: declared['latency-monitor-threshold'],
  };
  const known = Object.entries(sight).filter(([, value]) => value !== undefined && !Number.isNaN(Number(value)));
  return Object.fromEntries(known.map(([name, value]) => [name, Number(value)]));
}
