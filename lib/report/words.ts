/** Numbers and times as people read them. */
export { utcTime as time } from '../core/utc-time.ts';

/** `1 node`, `3 nodes`, `2 entries` with `plural` given. */
export function count(number: number, one: string, plural = `${one}s`): string {
  return `${number} ${number === 1 ? one : plural}`;
}

/** `40 ms`, `1.2 s`, `2 min 5 s` */
export function duration(ms: number): string {
  if (ms < 1000) return `${trim(ms)} ms`;
  if (ms < 60_000) return `${trim(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Microseconds in milliseconds with a fixed number of decimals, for columns: `0.15`, `1200.00` */
export function milliseconds(us: number): string {
  return (us / 1000).toFixed(2);
}

/** Three significant digits are plenty for a time: `0.15`, `1.2`, `312` */
function trim(number: number): string {
  if (number >= 100) return String(Math.round(number));
  return String(Number(number.toPrecision(2 + (number >= 10 ? 1 : 0))));
}

/** `a`, `a and b`, `a, b and 3 more` */
export function list(items: readonly string[], atMost = items.length): string {
  const rest = items.length - atMost;
  if (rest > 0) return `${items.slice(0, atMost).join(', ')} and ${rest} more`;
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
