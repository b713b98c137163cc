import { sleep } from '../../adapters/collectors/pace.ts';
import { type Baselines, baselineFor, emptyBaselines, extendBaselines } from '../../core/baselines.ts';
import type { ClusterFacts } from '../../core/facts.ts';
import { lossRule, lossTable } from '../../core/loss-table.ts';
import { asDeclared, type EnabledRule } from '../../core/rule.ts';
import { rules as catalogue } from '../../core/rules/index.ts';
import type { LossReading } from '../../report/loss-report.ts';
import { type SessionSettings, visitOnce } from '../session.ts';

/** How often, and with what, a reading compares. */
export interface ReadLossOptions {
  /** What audits have left; with a reading in it one visit is enough. */
  readonly baselines?: Baselines;
  /** From the first visit to the second one; null visits once. */
  readonly gapMs: number | null;
  readonly signal: AbortSignal;
}

/** Who belongs to which shard is asked of every node, as for this rule. */
const topologyRule = 'topology/shard-without-replica';

/** The rules whose facts are read, and the one whose options steer the visits. */
function rulesFrom(settings: SessionSettings): readonly EnabledRule[] {
  const needed = catalogue.filter(({ id }) => id === lossRule || id === topologyRule);
  const steering = settings.rules.filter(({ rule }) => rule.id === 'topology/node-unreachable');
  return [...needed.map((rule) => asDeclared(rule)), ...steering];
}

/**
 * Reads the data-loss windows of a cluster. Nothing is stored.
 *
 * @throws NoNodeReachableError when nobody answered
 */
export async function readLoss(given: SessionSettings, options: ReadLossOptions): Promise<LossReading> {
  const { baselines = emptyBaselines, gapMs, signal } = options;
  const settings: SessionSettings = { ...given, rules: rulesFrom(given), audit: 'persistence' };
  const first = await visitOnce(settings, signal);
  const again = gapMs !== null && comparedOver(first, baselines) === null;
  if (!again) return readingOf(settings, first, baselines);
  await sleep(gapMs, signal);
  signal.throwIfAborted();
  return readingOf(settings, await visitOnce(settings, signal), extendBaselines(emptyBaselines, first));
}

function readingOf(settings: SessionSettings, facts: ClusterFacts, baselines: Baselines): LossReading {
  const { rules, policy, cluster } = settings;
  const loss = lossTable({ facts, baselines, rules, policy });
  return {
    cluster,
    readAt: facts.startedAt,
    comparedOverSeconds: comparedOver(facts, baselines),
    loss: loss ?? { maxLossSeconds: policy.maxLossSeconds, skipped: 'no node told of its cluster', shards: [] },
  };
}

/** Seconds since the reading that rates are taken from; null where there is none. */
function comparedOver({ startedAt }: ClusterFacts, baselines: Baselines): number | null {
  const { lastRun } = baselineFor(baselines, { id: lossRule, area: 'persistence' });
  return lastRun === null ? null : (Date.parse(startedAt) - Date.parse(lastRun.collectedAt)) / 1000;
}
