import type { AlertState, AlertTransition } from './core/alert.ts';
import { isOldNews, withoutLater } from './core/audit-order.ts';
import { type AuditOutcome, auditResult } from './core/audit-result.ts';
import { type Baselines, extendBaselines } from './core/baselines.ts';
import { decide } from './core/decide.ts';
import { evaluate } from './core/evaluate.ts';
import type { ClusterFacts } from './core/facts.ts';
import { markTold, markTried, planNotifications } from './core/plan.ts';
import type { Policy } from './core/policy.ts';
import type { AuditResult } from './core/result.ts';
import type { EnabledRule } from './core/rule.ts';
import { rules as catalogue } from './core/rules/index.ts';
import type { AlertStateStore, DeliveryRecord, HistoryStore, Sink, StoredState } from './ports.ts';

/** By which declarations facts are judged. */
export interface AssessInput {
  readonly facts: ClusterFacts;
  /** Rules that this kind of audit runs. */
  readonly rules: readonly EnabledRule[];
  readonly policy: Policy;
  readonly intervalSeconds?: number;
  /** What earlier assessments left, if it is loaded already. */
  readonly stored?: StoredState;
}

export interface AssessTools {
  readonly state: AlertStateStore;
  readonly history: HistoryStore;
  readonly sinks: readonly Sink[];
}

/** All of them: an alert of another kind of audit may still have to be told, or may mute one of this kind. */
const rulesById = new Map(catalogue.map((rule) => [rule.id, rule]));

/**
 * The second half of the flow: judges stored facts, decides which alerts change, tells people, remembers. Findings
 * are stored before anybody is told, and delivery comes before the state: a crash in between repeats a notification
 * and never loses one.
 *
 * @throws StateConflictError when another assessment of the same cluster saved in the meantime; nothing is lost by
 *   assessing again
 */
export async function assess(input: AssessInput, tools: AssessTools): Promise<AuditResult> {
  const { facts, stored = await tools.state.load(facts.cluster.id) } = input;
  const { findings, news } = judge(input, stored.baselines);
  await tools.history.putFindings(facts, findings);
  await tools.history.putSlowlog(facts);
  const { alerts, transitions } = decide(stored.alerts, news, facts, rulesById);
  const told = await tell(alerts, transitions, facts, tools);
  const baselines = extendBaselines(stored.baselines, facts);
  await tools.state.save(facts.cluster.id, { alerts: told.alerts, baselines }, stored.token);
  return auditResult(facts, { findings, transitions, ...told });
}

/**
 * Tells what an earlier attempt could not, and judges nothing.
 *
 * @param facts of a run that was judged
 * @returns what became of it; nothing when everything had been told
 * @throws StateConflictError
 */
export async function tellAgain(
  facts: ClusterFacts,
  { alerts, baselines, token }: StoredState,
  tools: AssessTools,
): Promise<readonly DeliveryRecord[]> {
  const told = await tell(alerts, [], facts, tools);
  if (told.notifications.length > 0 && isDelivered(told.deliveries))
    await tools.state.save(facts.cluster.id, { alerts: told.alerts, baselines }, token);
  return told.deliveries;
}

/** The verdicts, and those among them that are news to what was decided before. */
function judge({ facts, rules, policy, intervalSeconds }: AssessInput, stored: Baselines) {
  const interval = intervalSeconds === undefined ? {} : { intervalSeconds };
  const findings = evaluate({ facts, baselines: withoutLater(stored, facts), rules, policy, ...interval });
  const old = new Set(rules.flatMap(({ rule }) => (isOldNews(facts, stored, rule) ? [rule.id] : [])));
  return { findings, news: findings.filter(({ rule }) => !old.has(rule)) };
}

/** Delivers what has to be told. The alerts that come back count as told only if everybody took it. */
async function tell(
  alerts: AlertState,
  transitions: readonly AlertTransition[],
  facts: ClusterFacts,
  { sinks, history }: AssessTools,
): Promise<Pick<AuditOutcome, 'alerts' | 'notifications' | 'deliveries'>> {
  const { notifications, tells } = planNotifications(alerts, facts, rulesById);
  const attempts = notifications.flatMap((notification) =>
    sinks.map(async (sink): Promise<DeliveryRecord> => ({ notification, delivery: await sink.deliver(notification) })),
  );
  const deliveries = await Promise.all(attempts);
  await history.putAlertLog(facts, transitions, deliveries);
  const mark = isDelivered(deliveries) ? markTold : markTried;
  return { alerts: mark(alerts, tells), notifications, deliveries };
}

function isDelivered(deliveries: readonly DeliveryRecord[]): boolean {
  return deliveries.every(({ delivery }) => delivery.status === 'delivered');
}
