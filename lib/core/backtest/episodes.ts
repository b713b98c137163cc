import type { Resource, Severity } from '../finding.ts';

/** An alert began to fire, or ceased to. */
export interface AlertChange {
  /** When the audit was due that brought it; ISO 8601, UTC. */
  readonly at: string;
  readonly fingerprint: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly resource: Resource;
  readonly fires: boolean;
}

/** What of an alert's change of state counts: that it began to fire, or ceased to; nothing for any other. */
export function firingChange(
  at: string,
  { fingerprint, rule, severity, resource }: Omit<AlertChange, 'at' | 'fires'>,
  { from, to }: { readonly from: string; readonly to: string },
): readonly AlertChange[] {
  if ((from === 'firing') === (to === 'firing')) return [];
  return [{ at, fingerprint, rule, severity, resource, fires: to === 'firing' }];
}

/** A time in which one alert fired. */
export interface Episode extends Omit<AlertChange, 'at' | 'fires'> {
  /** Null when it fired already before the period that is looked at. */
  readonly from: string | null;
  /** Null when it fired on at its end. */
  readonly to: string | null;
}

/** A part of the history: from one time (inclusive) to another (exclusive); ISO 8601, UTC. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** The times in which alerts fired within a period, by their beginning. @param changes oldest first; earlier ones count too */
export function episodesIn(changes: readonly AlertChange[], period: Period): readonly Episode[] {
  const episodes: Episode[] = [];
  for (const ofAlert of Map.groupBy(changes, ({ fingerprint }) => fingerprint).values())
    episodes.push(...episodesOf(ofAlert));
  return episodes
    .filter((each) => touches(each, period))
    .map((each) => within(each, period))
    .sort(byBeginning);
}

function episodesOf(changes: readonly AlertChange[]): readonly Episode[] {
  const episodes: Episode[] = [];
  let open: AlertChange | undefined;
  for (const [place, change] of changes.entries()) {
    if (change.fires) open ??= change;
    else {
      // An end without a beginning: it began before the log that was read.
      if (open !== undefined || place === 0) episodes.push(episode(change, open?.at ?? null, change.at));
      open = undefined;
    }
  }
  return open === undefined ? episodes : [...episodes, episode(open, open.at, null)];
}

function episode({ fingerprint, rule, severity, resource }: AlertChange, from: string | null, to: string | null) {
  return { fingerprint, rule, severity, resource, from, to };
}

function touches({ from, to }: Episode, period: Period): boolean {
  return (from === null || from < period.to) && (to === null || to >= period.from);
}

function within(each: Episode, period: Period): Episode {
  const from = each.from !== null && each.from >= period.from ? each.from : null;
  return { ...each, from, to: each.to !== null && each.to < period.to ? each.to : null };
}

function byBeginning(a: Episode, b: Episode): number {
  const [first, second] = [a.from ?? '', b.from ?? ''];
  return first < second ? -1 : first > second ? 1 : a.fingerprint < b.fingerprint ? -1 : 1;
}

/** Whether the same alert fired at the same time in both. */
export function overlap(a: Episode, b: Episode): boolean {
  return a.fingerprint === b.fingerprint && startsBeforeEnd(a, b) && startsBeforeEnd(b, a);
}

function startsBeforeEnd({ from }: Episode, { to }: Episode): boolean {
  return from === null || to === null || from <= to;
}

/** How long alerts fired together, milliseconds. */
export function firingMs(episodes: readonly Episode[], period: Period): number {
  const lengths = episodes.map(({ from, to }) => Date.parse(to ?? period.to) - Date.parse(from ?? period.from));
  return lengths.reduce((sum, length) => sum + length, 0);
}
