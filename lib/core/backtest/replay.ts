import { type AlertState, noAlerts } from '../alert.ts';
import type { AlertSettings } from '../alert-settings.ts';
import { type Baselines, emptyBaselines, extendBaselines } from '../baselines.ts';
import { decide } from '../decide.ts';
import type { Finding } from '../finding.ts';
import type { QuietTimes } from '../hold-back.ts';
import { type Case, judge } from '../judge.ts';
import { planNotifications } from '../plan.ts';
import type { Rule } from '../rule.ts';
import { rememberTold } from '../told.ts';
import { type AlertChange, firingChange } from './episodes.ts';

/** What the audits up to one have left, had they been judged by these declarations. */
export interface Replay {
  readonly alerts: AlertState;
  readonly baselines: Baselines;
}

export const nothingReplayed: Replay = { alerts: noAlerts, baselines: emptyBaselines };

/** By what is told, and to whom nothing is sent. */
export interface Telling {
  readonly alerting: AlertSettings;
  readonly quietTimes: QuietTimes;
  /** Every rule there is, by its id. */
  readonly catalogue: ReadonlyMap<string, Rule>;
}

/** What one audit would have come to. */
export interface ReplayedRun {
  readonly after: Replay;
  readonly findings: readonly Finding[];
  /** Alerts that begin to fire, or cease to. */
  readonly changes: readonly AlertChange[];
  /** Whether somebody would have been told something. */
  readonly told: boolean;
}

/** Who would be told: one somebody, who takes everything. */
const SINK = 'reader';

/** Judges the facts of one audit once more, decides on the alerts, and says who would be told, without telling. */
export function replayRun(before: Replay, of: Case, telling: Telling): ReplayedRun {
  const { facts, rules } = of;
  const { findings, news, upheavals } = judge(of, before.baselines);
  const { alerting: settings, catalogue, quietTimes } = telling;
  const decision = decide(before.alerts, { facts, findings: news, rules, catalogue, upheavals, settings });
  const judged = { alerts: decision.alerts, facts, findings, rules: catalogue, settings };
  const plan = planNotifications({ ...judged, sinks: [SINK], historyAt: '', quietTimes });
  const outcome = { at: facts.scheduledAt, sinks: [SINK], refused: new Set<string>() };
  const alerts = rememberTold(plan.alerts, plan.messages, outcome);
  const changes = decision.transitions.flatMap((each) => firingChange(facts.scheduledAt, each.alert, each));
  const after = { alerts, baselines: extendBaselines(before.baselines, facts, of.copies) };
  return { after, findings, changes, told: plan.messages.length > 0 };
}
