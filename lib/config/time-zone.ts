import { nearestNames } from '../core/explain/nearest.ts';

/** Whether a zone keeps time for people. An offset as +01:00 is a zone to JavaScript, and a trap twice a year to everybody else. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** `; did you mean Europe/Berlin?`, or nothing. */
export function nearestZone(name: string): string {
  const near = nearestNames(name, Intl.supportedValuesOf('timeZone'));
  return near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
}
