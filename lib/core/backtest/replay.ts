import { type AlertState, noAlerts } from '../alert.ts';
import type { AlertSettings } from '../alert-settings.ts';
import { type Baselines, emptyBaselines, extendBaselines } from '../baselines.ts';
import { decide } from '../decide.ts';
import type { ClusterFacts } from '../facts.ts';
import type { Finding } from '../finding.ts';
import type { QuietTimes } from '../hold-back.ts';
import { type Case, judge } from '../judge.ts';
import { planNotifications } from '../plan.ts';
import type { EnabledRule, Rule } from '../rule.ts';
import { rememberTold } from '../told.ts';
import type { SeenUpheavals } from '../upheavals.ts';
import { type AlertChange, firingChange } from './episodes.ts';

/** What the audits up to one have left, had they been judged by these declarations. */
export interface Replay {
  readonly alerts: AlertState;
  readonly baselines: Baselines;
}

export const nothingReplayed: Replay = { alerts: noAlerts, baselines: emptyBaselines };

/** By what is told, and to whom nothing is sent. */
export interface Telling {
  /** Rules that this kind of audit runs. */
  readonly rules: readonly EnabledRule[];
  readonly alerting: AlertSettings;
  readonly quietTimes: QuietTimes;
  /** Every rule there is, by its id. */
  readonly catalogue: ReadonlyMap<string, Rule>;
  /** Whether anybody asks about this rule. */
  readonly isMeant: (rule: string) => boolean;
}

/** What the rules say of one audit. It follows from the facts up to then, whatever was told of them. */
export interface JudgedRun {
  readonly facts: ClusterFacts;
  /** Without those that are old news. */
  readonly news: readonly Finding[];
  readonly upheavals: SeenUpheavals;
}

/** What one audit would have come to. */
export interface ToldRun {
  readonly alerts: AlertState;
  /** Alerts that begin to fire, or cease to. */
  readonly changes: readonly AlertChange[];
  /** Whether somebody would have been told something that is asked about. */
  readonly told: boolean;
}

/** Judges the facts of one audit once more. @param before what the audits up to it have left */
export function judgeRun(before: Baselines, of: Case) {
  const { facts, copies } = of;
  const { findings, news, upheavals } = judge(of, before);
  return { facts, findings, news, upheavals, baselines: extendBaselines(before, facts, copies) };
}

/** Who would be told: one somebody, who takes everything. */
const SINK = 'reader';

/** Decides on the alerts after one audit, and says who would be told, without telling. */
export function tellRun(before: AlertState, { facts, news, upheavals }: JudgedRun, telling: Telling): ToldRun {
  const { rules, alerting: settings, catalogue, quietTimes, isMeant } = telling;
  const decision = decide(before, { facts, findings: news, rules, catalogue, upheavals, settings });
  const judged = { alerts: decision.alerts, facts, findings: news, rules: catalogue, settings };
  const plan = planNotifications({ ...judged, sinks: [SINK], historyAt: '', quietTimes });
  const outcome = { at: facts.scheduledAt, refused: new Set<string>() };
  const alerts = rememberTold(plan.alerts, plan.messages, outcome);
  const changes = decision.transitions.flatMap((each) => firingChange(facts.scheduledAt, each.alert, each));
  const told = plan.messages.some(({ news }) => news.some(({ alert }) => isMeant(alert.rule)));
  return { alerts, changes: changes.filter(({ rule }) => isMeant(rule)), told };
}
