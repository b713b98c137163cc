/** `2026-03-01 03:00:00 UTC` of an ISO 8601 time in UTC; any other text as it is. */
export function utcTime(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(iso);
  return match === null ? iso : `${match[1]} ${match[2]} UTC`;
}
