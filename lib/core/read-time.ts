/** A time that means the same wherever it is read. @returns null for one without a zone, and for anything else */
export function readTime(text: string): string | null {
  const form = /^(\d{4})-(\d\d)-(\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;
  const [, year, month, day] = form.exec(text) ?? [];
  // JavaScript takes the 31st of June for the 1st of July.
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  const ms = Number(day) <= lastDay ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
