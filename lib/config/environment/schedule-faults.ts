import { didYouMean } from '../did-you-mean.ts';
import type { Fault } from './cron-fields.ts';
import { parseExpression } from './expression.ts';
import { nextRuns } from './schedule.ts';

/** What AWS would refuse in a schedule, or would take and never fire. */
export function scheduleFault(schedule: string, timeZone: string, now: number): Fault | undefined {
  const expression = parseExpression(schedule);
  if (expression.kind === 'fault') return expression;
  if (expression.kind === 'rate') return undefined;
  const zone = timeZoneFault(timeZone) === undefined ? timeZone : 'UTC';
  if (nextRuns({ schedule, timeZone: zone }, now, 1).length > 0) return undefined;
  const years = expression.cron.years.at(-1) ?? 0;
  if (years < new Date(now).getUTCFullYear())
    return { message: 'never fires: its years are over', hint: 'write * for the year' };
  return { message: 'never fires: no such day is to come', hint: 'mind the length of the months, and the year' };
}

export function timeZoneFault(name: string): Fault | undefined {
  const resolved = resolvedZone(name);
  const message = 'is no time zone';
  if (resolved === undefined) {
    const hint = didYouMean(name, Intl.supportedValuesOf('timeZone')) || 'write one as Europe/Berlin or UTC';
    return { message, hint };
  }
  // JavaScript minds no capitals; AWS does.
  const differs = resolved !== name && resolved.toLowerCase() === name.toLowerCase();
  return differs ? { message, hint: `did you mean ${resolved}?` } : undefined;
}

/** Offsets as +01:00 are zones to JavaScript alone. */
function resolvedZone(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
