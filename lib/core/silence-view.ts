import { type Alert, type AlertState, isTold } from './alert.ts';
import { type MaintenanceWindow, silencedBy } from './hold-back.ts';
import { matches } from './matchers.ts';
import { endOf, phaseOf, type Silence, type SilenceBook, type SilencePhase } from './silence.ts';

/** A silence as people ask about it: where it stands, and what it is about. */
export interface SilenceView extends Silence {
  readonly phase: SilencePhase;
  /** Until it ends, or until it begins if it is coming; 0 when it has ended. */
  readonly leftMs: number;
  /** Alerts that fire and that it matches, whether it holds them back yet or not; none when it has ended. */
  readonly alerts: readonly Alert[];
}

/** All silences of one cluster at a moment. */
export interface SilenceList {
  readonly clusterId: string;
  readonly now: string;
  /** Active ones first, the next to end first; then coming ones; then ended ones, the last to end first. */
  readonly silences: readonly SilenceView[];
  /** Maintenance windows that are open or come next, if a configuration was given. */
  readonly windows: readonly MaintenanceWindow[];
}

export function viewOf(silence: Silence, alerts: AlertState, clusterId: string, now: string): SilenceView {
  const phase = phaseOf(silence, now);
  const next = { active: endOf(silence), coming: silence.startsAt, ended: now }[phase];
  const firing = Object.values(alerts.alerts).filter(({ state }) => state === 'firing');
  return {
    ...silence,
    phase,
    leftMs: Date.parse(next) - Date.parse(now),
    alerts: phase === 'ended' ? [] : firing.filter((alert) => matches(silence.matchers, alert, clusterId)),
  };
}

export function viewsOf(book: SilenceBook, alerts: AlertState, clusterId: string, now: string): readonly SilenceView[] {
  const phases: readonly SilencePhase[] = ['active', 'coming', 'ended'];
  const rank = (view: SilenceView): number => phases.indexOf(view.phase);
  const age = (view: SilenceView): number => (view.phase === 'ended' ? -Date.parse(endOf(view)) : view.leftMs);
  return book.silences
    .map((silence) => viewOf(silence, alerts, clusterId, now))
    .sort((a, b) => rank(a) - rank(b) || age(a) - age(b));
}

/** What is told at the next audit if it fires until then, now that a silence has ended early. */
export function releasedBy(
  ended: Silence,
  book: SilenceBook,
  alerts: AlertState,
  clusterId: string,
  now: string,
): readonly Alert[] {
  return Object.values(alerts.alerts).filter(
    (alert) =>
      alert.state === 'firing' &&
      !isTold(alert) &&
      matches(ended.matchers, alert, clusterId) &&
      silencedBy(alert, clusterId, book.silences, [], now) === undefined,
  );
}
