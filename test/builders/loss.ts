import { emptyBaselines, extendBaselines } from '../../lib/core/baselines.ts';
import type { ClusterFacts } from '../../lib/core/facts.ts';
import type { LossResult } from '../../lib/core/loss-result.ts';
import { lossRule, lossTable } from '../../lib/core/loss-table.ts';
import { defaultPolicy, type Policy } from '../../lib/core/policy.ts';
import { asDeclared } from '../../lib/core/rule.ts';
import { rules } from '../../lib/core/rules/index.ts';
import { clusterFacts } from './facts.ts';

/** The one rule with which a table is made. */
export const lossRules = rules.filter(({ id }) => id === lossRule).map((rule) => asDeclared(rule));

/** The table that an audit makes which is not the first one. */
export function lossTableOf(facts: ClusterFacts, policy: Policy = defaultPolicy): LossResult {
  const baselines = extendBaselines(emptyBaselines, clusterFacts());
  const table = lossTable({ facts, baselines, rules: lossRules, policy });
  if (table === undefined) throw new Error('there is no table');
  return table;
}

/** One shard in order, one that relies on save points, and one that persists nothing. */
export const unlikeShards: LossResult = lossTableOf(
  clusterFacts({
    at: 300,
    nodes: {
      7002: { info: { aof_enabled: 0 }, config: { save: '3600 1' } },
      7003: { info: { aof_enabled: 0 }, config: { save: '' }, replicas: [] },
      7006: { info: { master_link_status: 'down', master_link_down_since_seconds: 40 } },
    },
  }),
);
