import { type Alert, type HoldKind, type Told, urgencyOf } from './alert.ts';
import { holdReasons } from './alert-reasons.ts';
import type { AlertSettings } from './alert-settings.ts';
import { heldSentence, holderName, type QuietTimes, silencedBy } from './hold-back.ts';
import { type Muters, mutedBy } from './mutes.ts';
import type { News } from './news.ts';
import { isUpheavalItself, type Upheaval } from './upheavals.ts';

/** Why people are not told of something for now. */
export interface Hold {
  readonly by: HoldKind;
  /** One sentence for the alert log. */
  readonly reason: string;
  /** Scheduled time of the last audit in which that reason stood; this one unless said. */
  readonly at?: string;
  /** The silence or window that does: `silence 3f9c1a2b`. */
  readonly holder?: string;
}

/** What can hold an alert back, at the time of an audit. */
export interface HoldContext {
  /** Scheduled time of the audit. */
  readonly at: string;
  readonly clusterId: string;
  readonly muters: Muters;
  /** Silences and maintenance windows. */
  readonly quietTimes: QuietTimes;
  readonly upheavals: Readonly<Record<string, Upheaval>>;
  readonly settings: AlertSettings;
}

/** One thing that can hold an alert back. The end of what was told is held back by nothing but flapping. */
type HoldRule = (news: News, told: Told | undefined, context: HoldContext) => Hold | undefined;

/**
 * Everything that can, in the order in which it is asked: the first that does gives the reason. Silences come last, so
 * that what else held an alert back is not forgotten under one that ends before the alert was confirmed.
 */
const holdRules: readonly HoldRule[] = [flapping, muted, quiet, unconfirmed, silenced];

export function whyHeld(news: News, told: Told | undefined, context: HoldContext): Hold | undefined {
  for (const rule of holdRules) {
    const hold = rule(news, told, context);
    if (hold !== undefined) return hold;
  }
  return undefined;
}

/** That it flaps is told once. */
function flapping({ alert, state }: News, told: Told | undefined, { settings }: HoldContext): Hold | undefined {
  if (alert.flapping === undefined || state === 'flapping' || told?.state !== 'flapping') return undefined;
  return { by: 'flapping', reason: holdReasons.flapping(settings.flapping.withinHours) };
}

function muted({ alert, state }: News, _: Told | undefined, { muters }: HoldContext): Hold | undefined {
  const by = state === 'resolved' ? undefined : mutedBy(alert, muters);
  return by === undefined ? undefined : { by: 'muted', reason: holdReasons.muted(by) };
}

/** What begins while a shard changes may end by itself when that is over. What is critical is told at once. */
function quiet({ alert, state }: News, told: Told | undefined, { at, upheavals }: HoldContext): Hold | undefined {
  if (state === 'resolved' || told !== undefined || urgencyOf(alert) === 'critical') return undefined;
  const upheaval = upheavals[shardOf(alert) ?? ''];
  if (upheaval === undefined || isUpheavalItself(alert.rule)) return undefined;
  const { kind, from, until } = upheaval;
  return alert.since >= from && at < until ? { by: 'quiet', reason: holdReasons[kind](until) } : undefined;
}

/** What was held back for something else may have ended with it: only a verdict after that can tell. */
function unconfirmed({ alert, state }: News): Hold | undefined {
  const { held, failedAt } = alert;
  if (held === undefined || state === 'resolved' || failedAt > held.at) return undefined;
  const { by, at } = held;
  return by === 'muted' || by === 'quiet' ? { by, at, reason: holdReasons.unconfirmed() } : undefined;
}

/** Somebody does not want to be told, at the moment of telling. */
function silenced({ alert, state }: News, _: Told | undefined, context: HoldContext): Hold | undefined {
  if (state === 'resolved') return undefined;
  const { silences, windows, now } = context.quietTimes;
  const holder = silencedBy(alert, context.clusterId, silences, windows, now);
  if (holder === undefined) return undefined;
  return { by: 'silenced', reason: heldSentence(holder), holder: holderName(holder) };
}

function shardOf({ resource: { kind, id, shard } }: Alert): string | undefined {
  return kind === 'shard' ? id : shard;
}
