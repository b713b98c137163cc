import { sleep } from '../../adapters/collectors/pace.ts';
import type { CopiesReading } from '../../core/backup/copies.ts';
import { type Baselines, baselineFor, emptyBaselines, extendBaselines } from '../../core/baselines.ts';
import type { ClusterFacts } from '../../core/facts.ts';
import { lossRule, lossTable } from '../../core/loss-table.ts';
import type { Observed } from '../../core/observed.ts';
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
  /** What is known of the copies off the hosts. */
  readonly copies?: Observed<CopiesReading>;
  readonly signal: AbortSignal;
}

/** Who belongs to which shard is asked of every node, as for this rule. */
const topologyRule = 'topology/shard-without-replica';

/** Rules whose options say how patiently nodes are visited. */
const steering = new Set(['topology/node-unreachable', 'topology/views-disagree']);

/** The rules whose facts are read, and those that steer the visits. */
function rulesFrom(settings: SessionSettings): readonly EnabledRule[] {
  const needed = catalogue.filter(({ id }) => id === lossRule || id === topologyRule);
  return [...needed.map((rule) => asDeclared(rule)), ...settings.rules.filter(({ rule }) => steering.has(rule.id))];
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
  if (!again) return readingOf(settings, first, { ...options, baselines });
  await sleep(gapMs, signal);
  signal.throwIfAborted();
  const second = await visitOnce(settings, signal);
  return readingOf(settings, second, { ...options, baselines: extendBaselines(emptyBaselines, first) });
}

type Compared = Pick<ReadLossOptions, 'copies'> & { readonly baselines: Baselines };

function readingOf(settings: SessionSettings, facts: ClusterFacts, { baselines, copies }: Compared): LossReading {
  const { rules, policy, cluster } = settings;
  const loss = lossTable({ facts, baselines, rules, policy, ...(copies === undefined ? {} : { copies }) });
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
