import { type Alert, type Told, urgencyOf } from './alert.ts';
import { stateReasons, tellReasons } from './alert-reasons.ts';
import type { AlertSettings } from './alert-settings.ts';
import { severities } from './finding.ts';

/** Something that a sink does not know of an alert. */
export interface News {
  readonly alert: Alert;
  /** What it is to know. */
  readonly state: 'firing' | 'flapping' | 'resolved';
  readonly kind: 'begins' | 'again' | 'worse' | 'repeat' | 'flaps' | 'steady' | 'ends';
  /** Why it is told in this audit. */
  readonly reason: string;
}

const MS_PER_HOUR = 3_600_000;

/**
 * What a sink has to hear of an alert, by what it knows: nothing of what ended before it was told there, nothing twice
 * that it took, and again what may not have arrived.
 *
 * @param at scheduled time of the audit
 */
export function newsFor(alert: Alert, told: Told | undefined, at: string, settings: AlertSettings): News | undefined {
  if (alert.state === 'pending') return undefined;
  if (alert.flapping !== undefined && !(told?.state === 'flapping' && told.certain)) return flaps(alert, settings);
  if (alert.state === 'resolved')
    return told === undefined ? undefined : { alert, state: 'resolved', kind: 'ends', reason: alert.reason };
  if (told === undefined) return firing(alert, 'begins', whyNow(alert, at));
  if (told.state === 'flapping') return firing(alert, 'steady', stateReasons.steady(settings.flapping.withinHours));
  if (!told.certain) return firing(alert, 'again', tellReasons.again());
  return worse(alert, told, settings) ?? repeat(alert, told, at, settings, 1);
}

/**
 * What is told again before its time, because something else is due: one reminder now is better than two. Not before
 * half of its time.
 */
export function earlyRepeat(
  alert: Alert,
  told: Told | undefined,
  at: string,
  settings: AlertSettings,
): News | undefined {
  if (alert.state !== 'firing' || alert.flapping !== undefined || told?.state !== 'firing') return undefined;
  return repeat(alert, told, at, settings, 0.5);
}

function firing(alert: Alert, kind: News['kind'], reason: string): News {
  return { alert, state: 'firing', kind, reason };
}

function flaps(alert: Alert, { flapping: { changes, withinHours } }: AlertSettings): News {
  return { alert, state: 'flapping', kind: 'flaps', reason: stateReasons.flaps(changes + 1, withinHours) };
}

function whyNow({ held, changedAt, reason }: Alert, at: string): string {
  if (held?.holder !== undefined) return tellReasons.unsilenced(held.holder);
  if (held !== undefined && held.by !== 'info') return tellReasons.released();
  return changedAt === at ? reason : tellReasons.late();
}

/** More urgent than it was told; what has become less urgent is told with the next reminder. */
function worse(alert: Alert, told: Told, { escalateAfterHours }: AlertSettings): News | undefined {
  const urgency = urgencyOf(alert);
  if (severities.indexOf(urgency) >= severities.indexOf(told.severity)) return undefined;
  const escalated = urgency !== alert.severity && escalateAfterHours !== undefined;
  const reason = escalated ? stateReasons.escalated(escalateAfterHours) : tellReasons.raised(told.severity, urgency);
  return firing(alert, 'worse', reason);
}

/** Only an audit that has just seen it fail can say that it still fires. */
function repeat(alert: Alert, told: Told, at: string, settings: AlertSettings, share: 1 | 0.5): News | undefined {
  const urgency = urgencyOf(alert);
  const hours = urgency === 'info' ? 0 : settings.repeatHours[urgency];
  const elapsed = (Date.parse(at) - Date.parse(told.at)) / MS_PER_HOUR;
  if (hours === 0 || alert.failedAt !== at || elapsed < hours * share) return undefined;
  return firing(alert, 'repeat', elapsed < hours ? tellReasons.joined() : tellReasons.repeated(hours));
}
