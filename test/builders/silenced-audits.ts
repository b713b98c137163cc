import type { AlertState } from '../../lib/core/alert.ts';
import { defaultAlertSettings } from '../../lib/core/alert-settings.ts';
import { decide } from '../../lib/core/decide.ts';
import type { ClusterFacts } from '../../lib/core/facts.ts';
import type { Finding } from '../../lib/core/finding.ts';
import type { QuietTimes } from '../../lib/core/hold-back.ts';
import { type NotificationPlan, planNotifications } from '../../lib/core/plan.ts';
import { asDeclared, type Rule } from '../../lib/core/rule.ts';
import { rules } from '../../lib/core/rules/index.ts';
import { rememberTold } from '../../lib/core/told.ts';

const catalogue: ReadonlyMap<string, Rule> = new Map(rules.map((rule) => [rule.id, rule]));
const atOnce = rules.map((rule) => asDeclared(rule, { failureThreshold: 1, successThreshold: 1 }));
/** Nothing flaps: that has stories of its own. */
const settings = { ...defaultAlertSettings, flapping: { changes: 100, withinHours: 1 } };
const sinks = ['mailbox'];

/** The alerts after an audit that fires at the first failure. */
export function alertsAfter(before: AlertState, findings: readonly Finding[], facts: ClusterFacts): AlertState {
  return decide(before, { facts, findings, rules: atOnce, catalogue, upheavals: new Map(), settings }).alerts;
}

/** What one sink is told of alerts, and what the alert log says of silences. */
export function planFor(
  alerts: AlertState,
  facts: ClusterFacts,
  quietTimes?: QuietTimes,
  known: ReadonlyMap<string, Rule> = catalogue,
) {
  const quiet = quietTimes === undefined ? {} : { quietTimes };
  const plan = planNotifications({
    alerts,
    facts,
    findings: [],
    rules: known,
    settings,
    sinks,
    historyAt: 'DIR',
    ...quiet,
  });
  const news = plan.messages.flatMap((message) => message.news);
  return {
    plan,
    notifications: plan.messages.map(({ notification }) => notification),
    tells: news.map(({ alert }) => alert.fingerprint),
    alerts: plan.alerts,
    silenced: plan.silenced,
    warns: plan.warns,
    notes: [
      ...plan.held.filter(({ by, isNew }) => by === 'silenced' && isNew),
      ...news.filter(({ reason }) => / holds it back no longer/.test(reason)),
    ].map(({ reason }) => reason),
  };
}

/** The alerts when the sink took what was planned, or did not. */
export function alertsTold(plan: NotificationPlan, facts: ClusterFacts, isDelivered: boolean): AlertState {
  const refused = new Set(isDelivered ? [] : sinks);
  return rememberTold(plan.alerts, plan.messages, { at: facts.scheduledAt, refused });
}
