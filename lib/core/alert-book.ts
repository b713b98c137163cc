import type { Step } from './advance.ts';
import type { Alert, AlertState, AlertTransition } from './alert.ts';
import { stateReasons } from './alert-reasons.ts';
import type { AlertSettings } from './alert-settings.ts';
import { isChange, isSteady, isTooMany, recentChanges } from './flapping.ts';

/** The alerts while the verdicts of an audit are entered one by one. */
export interface AlertBook {
  /** Scheduled time of the audit. */
  readonly at: string;
  readonly flapping: AlertSettings['flapping'];
  readonly alerts: Map<string, Alert>;
  readonly changes: Map<string, readonly string[]>;
  readonly transitions: AlertTransition[];
}

/** Days for which an end that a sink does not take is kept for it: nobody waits for it any more then. */
const KEEP_ENDS_DAYS = 30;

export function openBook({ alerts, changes }: AlertState, at: string, { flapping }: AlertSettings): AlertBook {
  return {
    at,
    flapping,
    alerts: new Map(Object.entries(alerts)),
    changes: new Map(Object.entries(recentChanges(changes, at, flapping))),
    transitions: [],
  };
}

/** Enters what a verdict makes of an alert. */
export function enter(book: AlertBook, step: Step): void {
  if (step === undefined) return;
  const { alert, transition } = step;
  book.alerts.set(alert.fingerprint, alert);
  if (transition === undefined) return;
  book.transitions.push(transition);
  if (!isChange(transition.from, transition.to)) return;
  const times = [...(book.changes.get(alert.fingerprint) ?? []), book.at];
  book.changes.set(alert.fingerprint, times.slice(-(book.flapping.changes + 1)));
}

/** Looks whether an alert that was judged began to flap, or has become steady. */
export function lookForFlapping(book: AlertBook, fingerprint: string): void {
  const alert = book.alerts.get(fingerprint);
  if (alert === undefined) return;
  const { at, flapping } = book;
  const times = book.changes.get(fingerprint) ?? [];
  const { flapping: since, ...steady } = alert;
  if (since === undefined && isTooMany(times, flapping))
    decided(book, { ...alert, flapping: at }, stateReasons.flaps(times.length, flapping.withinHours));
  if (since !== undefined && isSteady(times, at, flapping))
    decided(book, steady, stateReasons.steady(flapping.withinHours));
}

function decided(book: AlertBook, alert: Alert, reason: string): void {
  book.alerts.set(alert.fingerprint, alert);
  book.transitions.push({ alert, from: alert.state, to: alert.state, reason });
}

/** Takes out what is over, unless somebody may still have to be told of it. */
export function closeBook(book: AlertBook): Pick<AlertState, 'alerts' | 'changes'> {
  for (const alert of book.alerts.values()) {
    if (alert.state !== 'resolved' || (isWaitedFor(alert) && !isTooOld(alert, book.at))) continue;
    if (isWaitedFor(alert)) decided(book, alert, stateReasons.endUntold(KEEP_ENDS_DAYS));
    book.alerts.delete(alert.fingerprint);
  }
  return { alerts: Object.fromEntries(book.alerts), changes: Object.fromEntries(book.changes) };
}

function isWaitedFor({ flapping, told }: Alert): boolean {
  return flapping !== undefined || Object.keys(told).length > 0;
}

function isTooOld({ changedAt }: Alert, at: string): boolean {
  return Date.parse(at) - Date.parse(changedAt) >= KEEP_ENDS_DAYS * 86_400_000;
}
