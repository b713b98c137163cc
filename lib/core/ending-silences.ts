import type { Alert } from './alert.ts';
import { type QuietTimes, silencedBy } from './hold-back.ts';
import { matches } from './matchers.ts';
import { endOf, phaseOf, type Silence } from './silence.ts';

/** A silence that ends while something still fires under it. */
export interface EndingSilence {
  readonly silence: Silence;
  /** What nothing else will hold back when it has ended. */
  readonly alerts: readonly Alert[];
}

/** How long before its end people hear of a silence over something that still fires. */
const WARN_WITHIN_MS = 60 * 60_000;

/**
 * Silences that are about to end over something that still fires, and of which nobody was told yet. A short one is not
 * told of before half of its time is over.
 *
 * @param firing alerts that would be told if nothing silenced them
 */
export function endsSoon(
  quiet: QuietTimes,
  firing: readonly Alert[],
  clusterId: string,
  withinMs: number = WARN_WITHIN_MS,
): readonly EndingSilence[] {
  return silencesEnding(quiet, firing, clusterId, withinMs).filter(({ silence }) => silence.warnedAt === undefined);
}

/**
 * The same, whether people were told or not.
 *
 * @param firing alerts that fire, silenced or not
 */
export function silencesEnding(
  quiet: QuietTimes,
  firing: readonly Alert[],
  clusterId: string,
  withinMs: number,
): readonly EndingSilence[] {
  return quiet.silences
    .filter((silence) => isNear(silence, quiet.now, withinMs))
    .map((silence) => ({ silence, alerts: uncovered(silence, quiet, firing, clusterId) }))
    .filter(({ alerts }) => alerts.length > 0);
}

function isNear(silence: Silence, now: string, withinMs: number): boolean {
  if (phaseOf(silence, now) !== 'active') return false;
  const end = Date.parse(endOf(silence));
  return end - Date.parse(now) <= Math.min(withinMs, (end - Date.parse(silence.startsAt)) / 2);
}

function uncovered(
  silence: Silence,
  { silences, windows }: QuietTimes,
  firing: readonly Alert[],
  clusterId: string,
): readonly Alert[] {
  const end = endOf(silence);
  return firing.filter(
    (alert) =>
      matches(silence.matchers, alert, clusterId) && silencedBy(alert, clusterId, silences, windows, end) === undefined,
  );
}
