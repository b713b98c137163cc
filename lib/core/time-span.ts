const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Milliseconds of a day of 24 hours. */
export const DAY_MS = 24 * HOUR_MS;

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

/** Reads `90s`, `5m`, `1.5h`, `2d`. @returns milliseconds, more than 0; null for anything else, also for a bare number */
export function readSpan(text: string): number | null {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim()) ?? [];
  const ms = Number(number) * (unitMs[unit] ?? 0);
  return ms > 0 ? ms : null;
}

/** `45 min`, `1 h 30 min`, `3 d 4 h`: the two largest units, rounded up so that nothing has 0 left while it goes on. */
export function spanWords(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / MINUTE_MS));
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.ceil(minutes / 60);
  return joined(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function joined(large: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`;
}
