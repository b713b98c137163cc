/* Numbers and times as people read them. Everything is UTC: the servers' logs are too. */

const NONE = '–';

/** `2026-11-28 04:55` */
export function time(seconds: number | null): string {
  return seconds === null ? NONE : new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');
}

/** `2026-11-28` */
export function day(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

/** `28 Nov` */
export function shortDay(seconds: number): string {
  const date = new Date(seconds * 1000);
  const month = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][
    date.getUTCMonth()
  ];
  return `${date.getUTCDate()} ${month}`;
}

/** `3 d 4 h`, `12 min`, `40 s` */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [days, hours, minutes] = [Math.floor(whole / 86_400), Math.floor((whole % 86_400) / 3600), whole / 60];
  if (days > 0) return hours === 0 ? `${days} d` : `${days} d ${hours} h`;
  if (whole >= 3600)
    return Math.floor(minutes) % 60 === 0 ? `${hours} h` : `${hours} h ${Math.floor(minutes) % 60} min`;
  return whole >= 60 ? `${Math.floor(minutes)} min` : `${whole} s`;
}

/** `840 µs`, `1.2 ms`, `3.40 s` */
export function micros(us: number | null): string {
  if (us === null) return NONE;
  if (us < 1000) return `${Math.round(us)} µs`;
  if (us < 1_000_000) return `${us < 10_000 && us % 1000 !== 0 ? (us / 1000).toFixed(1) : Math.round(us / 1000)} ms`;
  return us < 100_000_000 ? `${(us / 1_000_000).toFixed(us < 10_000_000 ? 2 : 1)} s` : span(us / 1_000_000);
}

/** `1.4 GB` */
export function bytes(count: number | null): string {
  if (count === null) return NONE;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, count)) / 3)));
  return `${power === 0 ? count : (count / 1000 ** power).toFixed(1)} ${units[power]}`;
}

/** `12,345` */
export function number(value: number | null): string {
  return value === null ? NONE : value.toLocaleString('en-US');
}

/** `1 node`, `3 nodes` */
export function count(many: number, one: string, more = `${one}s`): string {
  return `${number(many)} ${many === 1 ? one : more}`;
}

/** `0-4095, 8000` */
export function slots(ranges: readonly (readonly [number, number])[]): string {
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}–${last}`)).join(', ');
}

export function slotCount(ranges: readonly (readonly [number, number])[]): number {
  return ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}
