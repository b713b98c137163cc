import { type Alert, type AlertState, urgencyOf } from '../alert.ts';
import type { AlertLine } from '../alert-log.ts';
import { type Severity, severities } from '../finding.ts';
import { placeOf } from '../notified-alerts.ts';
import { type AlertDigest, capped, type DigestAlert } from './digest.ts';
import { type HeldFold, heldDigest, noHolds, withHold } from './held-fold.ts';
import { type MessageFold, messageCounts, noMessages, withDelivery } from './message-fold.ts';
import type { Period } from './period.ts';

/** Most alerts of a list in a digest; of more the least urgent are counted only. */
const MOST_ALERTS = 200;

/** What the alert log of a period comes to, line by line: it grows with the number of alerts, not of lines. */
export interface AlertFold {
  readonly seen: Map<string, SeenAlert>;
  readonly held: HeldFold;
  readonly messages: MessageFold;
}

/** One alert of which the log tells. */
interface SeenAlert {
  alert: Pick<Alert, 'rule' | 'severity' | 'resource'>;
  since: string;
  began: number;
  beganAt: string;
  ended: number;
  endedAt: string;
  /** The last state that the log tells. */
  state: string;
  /** What it was when the first change after the period began; undefined without one. */
  stateAtEnd?: string;
}

export function noAlertLines(): AlertFold {
  return { seen: new Map(), held: noHolds(), messages: noMessages() };
}

/** Takes up the lines of one audit; audits come oldest first. Of those after the period only what was before counts. */
export function foldAlertLines(fold: AlertFold, lines: readonly AlertLine[], period: Period): void {
  for (const line of lines) {
    const isAfter = line.scheduledAt >= period.to;
    if (line.kind === 'transition') foldTransition(fold.seen, line, isAfter);
    if (isAfter) continue;
    if (line.kind === 'delivery') withDelivery(fold.messages, line.delivery);
    else if (line.kind !== 'told' && line.held !== undefined) withHold(fold.held, line.alert.fingerprint, line.held);
  }
}

function foldTransition(
  seen: AlertFold['seen'],
  line: Extract<AlertLine, { kind: 'transition' }>,
  isAfter: boolean,
): void {
  const { alert, from, to, scheduledAt: at } = line;
  const { since = at } = alert;
  const before = seen.get(alert.fingerprint);
  const known = before ?? { alert, since, began: 0, beganAt: '', ended: 0, endedAt: '', state: from };
  seen.set(alert.fingerprint, known);
  if (isAfter) {
    // Whatever it is now, at the end of the period it was what this change began from.
    known.stateAtEnd ??= from;
    return;
  }
  Object.assign(known, { alert, since, state: to });
  if (to === 'firing' && from !== 'firing') Object.assign(known, { began: known.began + 1, beganAt: at });
  if (to === 'resolved' && from === 'firing') Object.assign(known, { ended: known.ended + 1, endedAt: at });
}

/**
 * @param now the alerts as they stand; what began before the period and has not changed since stands in no log of it
 * @param titles rule → what people read of it
 */
export function alertDigest(
  { seen, held, messages }: AlertFold,
  now: AlertState,
  period: Period,
  titles: ReadonlyMap<string, string>,
): AlertDigest {
  const all = [...seen.values()];
  const entry = (each: SeenAlert, at: string, times: number): DigestAlert =>
    digestAlert({ ...each.alert, since: each.since }, titles, at, times);
  const before = firingSinceBefore(seen, now, period).map((alert) => digestAlert(alert, titles, alert.since, 1));
  return {
    began: worstFirst(all.filter(({ began }) => began > 0).map((each) => entry(each, each.beganAt, each.began))),
    ended: worstFirst(all.filter(({ ended }) => ended > 0).map((each) => entry(each, each.endedAt, each.ended))),
    firing: worstFirst([...all.filter(firesAtEnd).map((each) => entry(each, each.since, 1)), ...before]),
    messages: messageCounts(messages),
    held: heldDigest(held),
  };
}

/** What the log is silent of, as urgent as people were told. */
function firingSinceBefore(seen: AlertFold['seen'], now: AlertState, period: Period): readonly Alert[] {
  return Object.values(now.alerts)
    .filter(({ fingerprint, state, since }) => state === 'firing' && since < period.to && !seen.has(fingerprint))
    .map((alert) => ({ ...alert, severity: urgencyOf(alert) }));
}

function firesAtEnd({ state, stateAtEnd = state }: SeenAlert): boolean {
  return stateAtEnd === 'firing';
}

function digestAlert(
  { rule, severity, resource, since }: Pick<Alert, 'rule' | 'severity' | 'resource' | 'since'>,
  titles: ReadonlyMap<string, string>,
  at: string,
  times: number,
): DigestAlert {
  const place = placeOf({ resource });
  return { rule, title: titles.get(rule) ?? rule, severity, place, since, at, times };
}

function worstFirst(alerts: readonly DigestAlert[]): AlertDigest['began'] {
  const rank = (severity: Severity): number => severities.indexOf(severity);
  const sorted = alerts.toSorted(
    (a, b) => rank(a.severity) - rank(b.severity) || compare(a.since, b.since) || compare(a.place, b.place),
  );
  return capped(sorted, MOST_ALERTS);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
