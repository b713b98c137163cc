import { isOldNews, withoutLater } from './audit-order.ts';
import type { CopiesReading } from './backup/copies.ts';
import { type Baselines, baselineFor } from './baselines.ts';
import type { ConfiguredNames } from './declared-names.ts';
import { type Evaluation, evaluate } from './evaluate.ts';
import type { ClusterFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import type { Observed } from './observed.ts';
import type { OwnState } from './own-state.ts';
import type { Policy } from './policy.ts';
import type { EnabledRule } from './rule.ts';
import { type Scenes, scenesOf } from './scenes.ts';
import { type SeenUpheavals, upheavalsIn } from './upheavals.ts';

/** Facts, and by which declarations they are judged. */
export interface Case {
  readonly facts: ClusterFacts;
  /** Rules that this kind of audit runs. */
  readonly rules: readonly EnabledRule[];
  readonly policy: Policy;
  readonly intervalSeconds?: number;
  /** What is known of copies off the hosts. */
  readonly copies: Observed<CopiesReading>;
  /** Members and shards that the configuration names; left out, none. */
  readonly declared?: ConfiguredNames;
  /** What is known of the auditor itself. */
  readonly own?: OwnState;
}

export interface Judgement {
  readonly findings: readonly Finding[];
  /** Those among them that are news to what was decided before. */
  readonly news: readonly Finding[];
  /** Those that are not, as their rules were judged by later facts since. */
  readonly outdated: readonly Finding[];
  /** What is being done to the cluster. */
  readonly upheavals: SeenUpheavals;
  /** What was judged, for whoever asks more of it. */
  readonly evaluation: Evaluation;
  readonly scenes: Scenes;
}

/** The verdicts on one audit, whether it has just come or is judged once more. @param stored what earlier audits left */
export function judge(judged: Case, stored: Baselines): Judgement {
  const { facts, rules } = judged;
  const baselines = withoutLater(stored, facts);
  const evaluation = { ...judged, baselines };
  const scenes = scenesOf(evaluation);
  const findings = evaluate(evaluation, scenes);
  const old = new Set(rules.flatMap(({ rule }) => (isOldNews(facts, stored, rule) ? [rule.id] : [])));
  const news = old.size === 0 ? findings : findings.filter(({ rule }) => !old.has(rule));
  const outdated = old.size === 0 ? [] : findings.filter(({ rule }) => old.has(rule));
  const upheavals = upheavalsIn(facts, news, baselineFor(baselines, everyAudit).topology);
  return { findings, news, outdated, upheavals, evaluation, scenes };
}

/** A rule of this kind sees the topology of the last audit, whatever its kind was. */
const everyAudit = { id: 'topology/node-unreachable', area: 'topology' };
