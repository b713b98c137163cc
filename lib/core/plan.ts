import { type Alert, type AlertState, isTold, urgencyOf } from './alert.ts';
import { holdReasons } from './alert-reasons.ts';
import type { AlertSettings } from './alert-settings.ts';
import { type EndingSilence, endsSoon } from './ending-silences.ts';
import type { ClusterFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { noQuietTimes, type QuietTimes, type SilencedAlert, splitNews } from './hold-back.ts';
import { type Hold, type HoldContext, whyHeld } from './holds.ts';
import { mutersAmong } from './mutes.ts';
import { earlyRepeat, type News, newsFor } from './news.ts';
import type { Notification } from './notification.ts';
import type { Rule } from './rule.ts';
import { type Tidings, writeNotification } from './write-notification.ts';

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
  /** Where people find the history: a directory or `s3://BUCKET`. */
  readonly historyAt: string;
  /** Silences and maintenance windows; left out, nothing is silenced. */
  readonly quietTimes?: QuietTimes;
}

/** What is told after one audit, to whom, and what is not. */
export interface NotificationPlan {
  /** At most one for each sink. */
  readonly messages: readonly PlannedMessage[];
  /** The alerts, each with what holds it back. */
  readonly alerts: AlertState;
  readonly held: readonly HeldAlert[];
  /** Everything that fires and is silenced, whether it was told before or not. */
  readonly silenced: readonly SilencedAlert[];
  /** Ids of the silences whose coming end is told to every sink. */
  readonly warns: readonly string[];
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
  const { alerts, facts, rules, settings, sinks, quietTimes = noQuietTimes } = input;
  const clusterId = facts.cluster.id;
  const all = Object.values(alerts.alerts);
  const firing = all.filter(({ state }) => state === 'firing');
  const muters = mutersAmong(firing, rules);
  const { upheavals } = alerts;
  const context: HoldContext = { at: facts.scheduledAt, clusterId, muters, upheavals, settings, quietTimes };
  const found = sinks.map((sink) => findFor(sink, all, context));
  const ending = endsSoon(quietTimes, wouldBeTold(firing, found), clusterId);
  const plans = found.map((each) => planFor(each, all, ending));
  const holds = new Map(plans.toReversed().flatMap((plan) => [...plan.holds]));
  const held = all.flatMap((alert) => {
    const hold = holds.get(alert.fingerprint);
    return hold === undefined ? [] : [heldAlert(alert, hold, context.at)];
  });
  const silent = held.filter(({ by, isNew }) => by === 'muted' && isNew).map(({ alert }) => alert);
  const messages = messagesFor(plans, { silent, ending, silencesProblem: quietTimes.problem }, input);
  const silenced = splitNews(firing, clusterId, quietTimes).held;
  return { messages, alerts: withHolds(alerts, held), held, silenced, warns: ending.map(({ silence }) => silence.id) };
}

/** What a sink does not know, and what of that is held back. */
type Found = Pick<SinkPlan, 'sink' | 'news' | 'holds'>;

function findFor(sink: string, alerts: readonly Alert[], context: HoldContext): Found {
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
  return { sink, news: [...due, ...early], holds };
}

/** What fires and is known to somebody, or would be if nobody had silenced it. */
function wouldBeTold(firing: readonly Alert[], found: readonly Found[]): readonly Alert[] {
  const isSilenced = ({ fingerprint }: Alert): boolean =>
    found.some(({ holds }) => holds.get(fingerprint)?.by === 'silenced');
  return firing.filter((alert) => urgencyOf(alert) !== 'info' && (isTold(alert) || isSilenced(alert)));
}

/** What is told to a sink: nothing, if nothing of it is worth a message and no silence ends. */
function planFor(
  { sink, news: found, holds: before }: Found,
  alerts: readonly Alert[],
  ending: readonly EndingSilence[],
): SinkPlan {
  const isSent = ending.length > 0 || found.some(isWorthAMessage);
  const news = isSent ? found : [];
  const waiting = isSent ? [] : found.map(({ alert: { fingerprint } }) => [fingerprint, forCompany] as const);
  const holds = new Map([...before, ...waiting]);
  const known = alerts.filter((alert) => isKnownToFire(alert, sink));
  const firingOn = known.length === 0 ? 0 : withoutThoseIn(news, known).length;
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

function heldAlert(alert: Alert, { by, reason, at: since, holder: own }: Hold, at: string): HeldAlert {
  const { held: before } = alert;
  const holder = own ?? (by === 'info' ? before?.holder : undefined);
  const held = { by, at: since ?? at, ...(holder === undefined ? {} : { holder }) };
  return { alert: { ...alert, held }, by, reason, isNew: before?.by !== by || before.holder !== holder };
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

/** Sinks that have to hear the same get the same message. */
function messagesFor(
  plans: readonly SinkPlan[],
  besides: Omit<Tidings, 'news' | 'firingOn'>,
  input: PlanInput,
): readonly PlannedMessage[] {
  const worth = plans.filter(({ news }) => news.length + besides.ending.length > 0);
  const alike = Map.groupBy(worth, ({ news, firingOn }) =>
    [firingOn, ...news.map(({ alert: { fingerprint }, kind }) => `${fingerprint} ${kind}`)].join(),
  );
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { news, firingOn } = first;
    const notification = writeNotification({ news, firingOn, ...besides }, input);
    return [{ notification, news, sinks: group.map(({ sink }) => sink) }];
  });
}
