import { type ApplicableRules, applicableRules } from './applicable.ts';
import type { Baseline } from './baseline.ts';
import type { Evaluation } from './evaluate.ts';
import type { NodeFactName } from './fact-names.ts';
import type { FactSource } from './fact-source.ts';
import type { NodeFacts } from './facts.ts';
import { missReason } from './observed.ts';
import type { NodeMisses, RunContext } from './rule.ts';

/** What rules may know of the audit itself. @param sources the members with their facts */
export function runContext(
  evaluation: Evaluation,
  baseline: Baseline,
  sources: readonly { readonly node: NodeFacts; readonly source: FactSource }[],
): RunContext {
  const { facts, intervalSeconds, declared = { natMap: {}, windows: [] } } = evaluation;
  const previousScheduledAt = baseline.lastRunOf[facts.audit];
  const applicable = applicableRules(evaluation.rules, facts);
  return {
    audit: facts.audit,
    mode: facts.mode,
    provider: facts.cluster.provider,
    scheduledAt: facts.scheduledAt,
    startedAt: facts.startedAt,
    ...(intervalSeconds === undefined ? {} : { intervalSeconds }),
    ...(previousScheduledAt === undefined ? {} : { previousScheduledAt }),
    declared: { seeds: facts.seeds, ...declared },
    rules: applicable.rules,
    misses: sources
      .filter(({ node }) => node.connection.answered)
      .map(({ node, source }) => ({ nodeId: node.nodeId, missing: missesOf(applicable, source) })),
  };
}

/** A counter may have no earlier reading; it is missed only where the server does not have it. */
function missesOf({ needs, deltas }: ApplicableRules, source: FactSource): NodeMisses['missing'] {
  const misses: NodeMisses['missing'][number][] = [];
  const note = (fact: NodeFactName, isMissed: (state: string) => boolean): void => {
    const observed = source.now(fact);
    if (observed.state === 'ok' || !isMissed(observed.state)) return;
    misses.push({ fact, reason: missReason(observed), detail: observed.detail });
  };
  for (const fact of needs) note(fact, () => true);
  for (const fact of deltas) note(fact, (state) => state === 'unsupported');
  return misses;
}
