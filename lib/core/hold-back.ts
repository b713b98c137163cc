import type { Alert } from './alert.ts';
import { holdReasons } from './alert-reasons.ts';
import { type Matched, type Matchers, matches } from './matchers.ts';
import { endOf, phaseOf, type Silence } from './silence.ts';

/** One occurrence of a declared maintenance window, from its start up to its end, which is no part of it. */
export interface MaintenanceWindow {
  readonly name: string;
  readonly owner: string;
  readonly reason: string;
  readonly matchers: Matchers;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** Everything that keeps alerts untold, and the moment that is asked about: that of telling. */
export interface QuietTimes {
  readonly silences: readonly Silence[];
  /** Occurrences around the moment; others do no harm. */
  readonly windows: readonly MaintenanceWindow[];
  readonly now: string;
  /** Why the silences could not be understood: then none of them counts, as telling too much is better than nothing. */
  readonly problem?: string;
}

/** Nothing is silenced. */
export const noQuietTimes: QuietTimes = { silences: [], windows: [], now: new Date(0).toISOString() };

/** What holds an alert back. */
export interface Holder {
  readonly kind: 'silence' | 'maintenance';
  /** Id of the silence, or name of the window. */
  readonly id: string;
  readonly owner: string;
  readonly reason: string;
  readonly until: string;
}

/** An alert that fires, and that somebody wants untold. */
export interface SilencedAlert {
  readonly alert: Alert;
  readonly holder: Holder;
}

/** The silence or window that holds an alert back at this moment; of several the one that lasts longest. */
export function silencedBy(
  alert: Matched,
  clusterId: string,
  silences: readonly Silence[],
  windows: readonly MaintenanceWindow[],
  now: string,
): Holder | undefined {
  const active = silences.filter((silence) => phaseOf(silence, now) === 'active');
  const open = windows.filter((window) => isOpen(window, now));
  return [
    ...active.filter(({ matchers }) => matches(matchers, alert, clusterId)).map(silenceHolder),
    ...open.filter(({ matchers }) => matches(matchers, alert, clusterId)).map(windowHolder),
  ].reduce<Holder | undefined>(
    (longest, holder) => (longest === undefined || lastsLonger(holder, longest) ? holder : longest),
    undefined,
  );
}

/** Splits alerts that are to be told into those that are, and those that somebody wants untold. */
export function splitNews(
  news: readonly Alert[],
  clusterId: string,
  { silences, windows, now }: QuietTimes,
): { readonly told: readonly Alert[]; readonly held: readonly SilencedAlert[] } {
  const active = silences.filter((silence) => phaseOf(silence, now) === 'active');
  const split = news.map((alert) => ({ alert, holder: silencedBy(alert, clusterId, active, windows, now) }));
  return {
    told: split.flatMap(({ alert, holder }) => (holder === undefined ? [alert] : [])),
    held: split.flatMap(({ alert, holder }) => (holder === undefined ? [] : [{ alert, holder }])),
  };
}

/** `silence 3f9c1a2b`, `maintenance weekly-restart` */
export function holderName({ kind, id }: Holder): string {
  return `${kind} ${id}`;
}

/** One sentence without its full stop: who keeps it quiet, until when, and why. */
export function heldSentence(holder: Holder): string {
  return holdReasons.silenced(holderName(holder), holder.owner, holder.until, holder.reason);
}

function silenceHolder(silence: Silence): Holder {
  const { id, owner, reason } = silence;
  return { kind: 'silence', id, owner, reason, until: endOf(silence) };
}

function windowHolder({ name, owner, reason, endsAt }: MaintenanceWindow): Holder {
  return { kind: 'maintenance', id: name, owner, reason, until: endsAt };
}

function isOpen({ startsAt, endsAt }: MaintenanceWindow, now: string): boolean {
  const at = Date.parse(now);
  return Date.parse(startsAt) <= at && at < Date.parse(endsAt);
}

function lastsLonger(a: Holder, b: Holder): boolean {
  return Date.parse(a.until) > Date.parse(b.until);
}
