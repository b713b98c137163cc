import { type Alert, type AlertState, urgencyOf } from './alert.ts';
import { holdReasons } from './alert-reasons.ts';
import type { AlertSettings } from './alert-settings.ts';
import type { ClusterFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { shortHash } from './fingerprint.ts';
import { type Hold, type HoldContext, whyHeld } from './holds.ts';
import { writeMessage } from './message.ts';
import { mutersAmong } from './mutes.ts';
import { earlyRepeat, type News, newsFor } from './news.ts';
import type { Notification } from './notification.ts';
import { type NotifyContext, notified, notifiedAlerts } from './notified-alerts.ts';
import type { Rule } from './rule.ts';

/** What is known after an audit, and who is to hear of it. */
export interface PlanInput {
  /** As they were decided. */
  readonly alerts: AlertState;
  readonly facts: ClusterFacts;
  /** Verdicts of this audit, for their evidence. */
  readonly findings: readonly Finding[];
  readonly rules: ReadonlyMap<string, Rule>;
  readonly settings: AlertSettings;
  /** Names of the sinks; what none of them has to hear is told to nobody. */
  readonly sinks: readonly string[];
}

/** What is told after one audit, to whom, and what is not. */
export interface NotificationPlan {
  /** At most one for each sink. */
  readonly messages: readonly PlannedMessage[];
  /** The alerts, each with what holds it back. */
  readonly alerts: AlertState;
  readonly held: readonly HeldAlert[];
}

/** One message, and the sinks that have to hear the same. */
export interface PlannedMessage {
  readonly notification: Notification;
  readonly news: readonly News[];
  readonly sinks: readonly string[];
}

/** An alert that is not told for now. */
export interface HeldAlert extends Pick<Hold, 'by' | 'reason'> {
  readonly alert: Alert;
  /** Whether it was not yet held back for that in the audit before. */
  readonly isNew: boolean;
}

/** What one sink has to hear, and what it would have to hear if nothing held it back. */
interface SinkPlan {
  readonly sink: string;
  readonly news: readonly News[];
  readonly holds: ReadonlyMap<string, Hold>;
  /** Alerts that fire on and that it knows of. */
  readonly firingOn: number;
}

/**
 * One message for a cluster, an audit and a sink, if there is news for it: what it does not know of the alerts, by what
 * it was told before. Sinks that know the same get the same message.
 */
export function planNotifications(input: PlanInput): NotificationPlan {
  const { alerts, facts, rules, settings, sinks } = input;
  const all = Object.values(alerts.alerts);
  const firing = all.filter(({ state }) => state === 'firing');
  const muters = mutersAmong(firing, rules);
  const context: HoldContext = { at: facts.scheduledAt, muters, upheavals: alerts.upheavals, settings };
  const plans = sinks.map((sink) => planFor(sink, all, context));
  const holds = new Map(plans.toReversed().flatMap((plan) => [...plan.holds]));
  const held = all.flatMap((alert) => {
    const hold = holds.get(alert.fingerprint);
    return hold === undefined ? [] : [heldAlert(alert, hold, context.at)];
  });
  const alike = Map.groupBy(
    plans.filter(({ news }) => news.length > 0),
    ({ news, firingOn }) => `${firingOn} ${identityOf(news).join()} ${news.map(({ kind }) => kind).join()}`,
  );
  const messages = [...alike.values()].flatMap((group) => messageFor(group, held, input));
  return { messages, alerts: withHolds(alerts, held), held };
}

function planFor(sink: string, alerts: readonly Alert[], context: HoldContext): SinkPlan {
  const { at, settings } = context;
  const holds = new Map<string, Hold>();
  const unheld = (news: News | undefined): readonly News[] => {
    if (news === undefined) return [];
    const hold = whyHeld(news, news.alert.told[sink], context);
    if (hold !== undefined) holds.set(news.alert.fingerprint, hold);
    return hold === undefined ? [news] : [];
  };
  const due = alerts.flatMap((alert) => unheld(newsFor(alert, alert.told[sink], at, settings)));
  const early = due.some(({ kind }) => kind === 'repeat')
    ? withoutThoseIn(due, alerts).flatMap((alert) => unheld(earlyRepeat(alert, alert.told[sink], at, settings)))
    : [];
  const found = [...due, ...early];
  const news = found.some(isWorthAMessage) ? found : [];
  if (news.length === 0) for (const { alert } of found) holds.set(alert.fingerprint, forCompany);
  const firingOn = withoutThoseIn(news, alerts).filter((alert) => isKnownToFire(alert, sink)).length;
  return { sink, news, holds, firingOn };
}

const forCompany: Hold = { by: 'info', reason: holdReasons.info() };

/** `info` comes along with the next message that is sent; the end of what was told is told in any case. */
function isWorthAMessage({ alert, state }: News): boolean {
  return state === 'resolved' || urgencyOf(alert) !== 'info';
}

function isKnownToFire({ state, told }: Alert, sink: string): boolean {
  return state === 'firing' && told[sink]?.state === 'firing';
}

function withoutThoseIn(news: readonly News[], alerts: readonly Alert[]): readonly Alert[] {
  const told = new Set(news.map(({ alert }) => alert.fingerprint));
  return alerts.filter(({ fingerprint }) => !told.has(fingerprint));
}

function heldAlert(alert: Alert, { by, reason, at: since }: Hold, at: string): HeldAlert {
  return { alert: { ...alert, held: { by, at: since ?? at } }, by, reason, isNew: alert.held?.by !== by };
}

/** Each alert with what holds it back now; what held it back before and does so no more is taken off. */
function withHolds(state: AlertState, held: readonly HeldAlert[]): AlertState {
  const now = new Map(held.map(({ alert }) => [alert.fingerprint, alert]));
  const changed = Object.values(state.alerts).filter((alert) => alert.held !== undefined || now.has(alert.fingerprint));
  if (changed.length === 0) return state;
  const alerts = { ...state.alerts };
  for (const { held: _, ...alert } of changed) alerts[alert.fingerprint] = now.get(alert.fingerprint) ?? alert;
  return { ...state, alerts };
}

function messageFor(
  group: readonly SinkPlan[],
  held: readonly HeldAlert[],
  { facts, rules, findings }: PlanInput,
): readonly PlannedMessage[] {
  const [first] = group;
  if (first === undefined) return [];
  const { news, firingOn } = first;
  const context: NotifyContext = {
    rules,
    evidence: new Map(findings.map((each) => [each.fingerprint, each.evidence])),
  };
  const alerts = notifiedAlerts(news, context);
  const silent = held.filter(({ by, isNew }) => by === 'muted' && isNew).map(({ alert }) => alert);
  const { id: clusterId } = facts.cluster;
  const notification: Notification = {
    id: shortHash([clusterId, facts.scheduledAt, ...identityOf(news)]),
    clusterId,
    scheduledAt: facts.scheduledAt,
    reason: reasonOf(news),
    ...writeMessage({ alerts, facts, firingOn, silent: silent.map((alert) => notified(alert, context)) }),
    alerts,
    firingOn,
  };
  return [{ notification, news, sinks: group.map(({ sink }) => sink) }];
}

function identityOf(news: readonly News[]): readonly string[] {
  return news.map(({ alert: { fingerprint }, state }) => `${fingerprint} ${state}`);
}

/** `2 began to fire, 1 resolved` */
function reasonOf(news: readonly News[]): string {
  const of = (...kinds: readonly News['kind'][]): number => news.filter(({ kind }) => kinds.includes(kind)).length;
  const counts = [
    [of('begins', 'again'), 'began to fire'],
    [of('worse'), 'became more urgent'],
    [of('steady'), 'fires steadily'],
    [of('flaps'), 'flaps'],
    [of('repeat'), 'still fires'],
    [of('ends'), 'resolved'],
  ] as const;
  return counts.flatMap(([count, words]) => (count === 0 ? [] : [`${count} ${words}`])).join(', ');
}
