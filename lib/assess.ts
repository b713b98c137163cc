import { type AuditOutcome, auditResult } from './core/audit-result.ts';
import { extendBaselines } from './core/baselines.ts';
import { decide } from './core/decide.ts';
import { evaluate } from './core/evaluate.ts';
import type { ClusterFacts } from './core/facts.ts';
import type { Notification } from './core/notification.ts';
import { markTold, planNotifications } from './core/plan.ts';
import type { Policy } from './core/policy.ts';
import type { AuditResult } from './core/result.ts';
import type { EnabledRule } from './core/rule.ts';
import type { AlertStateStore, DeliveryRecord, HistoryStore, Sink } from './ports.ts';
import { findQuietTimes, type QuietTools, rememberWarned } from './quiet-times.ts';

/** By which declarations facts are judged. */
export interface AssessInput {
  readonly facts: ClusterFacts;
  /** Rules that this kind of audit runs. */
  readonly rules: readonly EnabledRule[];
  readonly policy: Policy;
  readonly intervalSeconds?: number;
}

export interface AssessTools {
  readonly state: AlertStateStore;
  readonly history: HistoryStore;
  readonly sinks: readonly Sink[];
  /** Silences and maintenance windows; left out, nothing keeps an alert untold. */
  readonly quiet?: QuietTools;
}

/**
 * The second half of the flow: judges stored facts, decides which alerts change, tells people, remembers. Findings
 * are stored before anybody is told, and delivery comes before the state: a crash in between repeats a notification
 * and never loses one.
 *
 * @throws StateConflictError when another assessment of the same cluster saved in the meantime; nothing is lost by
 *   assessing again
 */
export async function assess(input: AssessInput, tools: AssessTools): Promise<AuditResult> {
  const { facts, rules, policy, intervalSeconds } = input;
  const stored = await tools.state.load(facts.cluster.id);
  const interval = intervalSeconds === undefined ? {} : { intervalSeconds };
  const findings = evaluate({ facts, baselines: stored.baselines, rules, policy, ...interval });
  await tools.history.putFindings(facts, findings);
  await tools.history.putSlowlog(facts);
  const byId = new Map(rules.map(({ rule }) => [rule.id, rule]));
  const decision = decide(stored.alerts, findings, facts, byId);
  const quiet = await findQuietTimes(facts.cluster.id, tools.quiet);
  const plan = planNotifications(decision.alerts, facts, byId, quiet);
  const deliveries = await deliver(plan.notifications, tools.sinks);
  await tools.history.putAlertLog(facts, [...decision.transitions, ...plan.notes], deliveries);
  const delivered = deliveries.every(({ delivery }) => delivery.status === 'delivered');
  const alerts = delivered ? markTold(plan.alerts, plan.tells) : plan.alerts;
  await tools.state.save(
    facts.cluster.id,
    { alerts, baselines: extendBaselines(stored.baselines, facts) },
    stored.token,
  );
  if (delivered) await rememberWarned(facts.cluster.id, plan.warns, tools.quiet);
  const outcome: AuditOutcome = {
    findings,
    alerts,
    transitions: decision.transitions,
    notifications: plan.notifications,
    deliveries,
    silenced: plan.silenced,
    ...(quiet.problem === undefined ? {} : { silencesProblem: quiet.problem }),
  };
  return auditResult(facts, outcome);
}

async function deliver(
  notifications: readonly Notification[],
  sinks: readonly Sink[],
): Promise<readonly DeliveryRecord[]> {
  const attempts = notifications.flatMap((notification) =>
    sinks.map(async (sink): Promise<DeliveryRecord> => ({ notification, delivery: await sink.deliver(notification) })),
  );
  return Promise.all(attempts);
}
