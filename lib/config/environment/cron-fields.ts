/** AWS's cron form: six fields, days of the week from 1 for Sunday, one of the two fields for days a question mark. */
export interface AwsCron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** Which of the two fields names the days, and what it says, in capitals. */
  readonly days: { readonly by: 'month' | 'week'; readonly text: string };
  readonly months: readonly number[];
  readonly years: readonly number[];
}

/** Why something is no schedule, without a word of it: it may be anything. */
export interface Fault {
  readonly message: string;
  readonly hint: string;
}

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** For the numbers from the first one on. */
  readonly names?: readonly string[];
  /** Besides numbers, ranges and steps. */
  readonly special?: RegExp;
  readonly form: string;
}

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
export const dayNames: readonly string[] = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** The last year that a schedule may name. */
export const LAST_YEAR = 2199;

const fields = {
  minutes: { name: 'minutes', from: 0, to: 59, form: '0-59 with , - * /' },
  hours: { name: 'hours', from: 0, to: 23, form: '0-23 with , - * /' },
  month: {
    name: 'day of the month',
    from: 1,
    to: 31,
    special: /^(?:L|\d+W)$/,
    form: '1-31 with , - * /, or L, 15W, ?',
  },
  months: { name: 'month', from: 1, to: 12, names: monthNames, form: '1-12 or JAN-DEC with , - * /' },
  week: {
    name: 'day of the week',
    from: 1,
    to: 7,
    names: dayNames,
    special: /^(?:L|\w+L|\w+#[1-5])$/,
    form: '1-7 or SUN-SAT (1 is Sunday) with , - *, or L, 6L, 2#1, ?',
  },
  years: { name: 'year', from: 1970, to: LAST_YEAR, form: `1970-${LAST_YEAR} with , - * /` },
} as const satisfies Readonly<Record<string, Field>>;

/** @param text what stands between the parentheses of `cron(…)` */
export function parseCron(text: string): AwsCron | Fault {
  const parts = text.split(/\s+/).filter((part) => part !== '');
  const [minutes = '', hours = '', month = '', months = '', week = '', years = ''] = parts;
  const outline = outlineFault(parts.length, month, week);
  if (outline !== undefined) return outline;
  const by = week === '?' ? 'month' : 'week';
  const days = week === '?' ? month : week;
  const read = {
    minutes: valuesOf(fields.minutes, minutes),
    hours: valuesOf(fields.hours, hours),
    months: valuesOf(fields.months, months),
    years: valuesOf(fields.years, years),
  };
  const numbers = ['minutes', 'hours', 'months', 'years'] as const;
  const wrong = numbers.find((name) => read[name].length === 0) ?? (isDays(fields[by], days) ? undefined : by);
  return wrong === undefined ? { ...read, days: { by, text: days } } : badField(fields[wrong]);
}

function outlineFault(count: number, month: string, week: string): Fault | undefined {
  if (count !== 6) {
    const message = `has ${count} ${count === 1 ? 'field' : 'fields'} in its cron, and AWS wants six`;
    return { message, hint: 'minutes, hours, day of month, month, day of week, year, as in cron(0 3 * * ? *)' };
  }
  if ((month === '?') !== (week === '?')) return undefined;
  return month === '?'
    ? { message: 'names no day in its cron', hint: 'write * for the day of the month' }
    : {
        message: 'names days both of the month and of the week in its cron, which AWS refuses',
        hint: 'write ? for one of them',
      };
}

function badField({ name, form }: Field): Fault {
  return { message: `has a cron whose ${name} AWS does not take`, hint: `write ${form}` };
}

function isDays(field: Field, text: string): boolean {
  if (valuesOf(field, text).length > 0) return true;
  if (field.special?.test(text) !== true) return false;
  const day = /^(\w+?)(?:[LW]|#\d)$/.exec(text)?.[1];
  return day === undefined || numberOf(field, day) !== null;
}

/** Every number that a field names, ascending; none when it is not of AWS's form. */
function valuesOf(field: Field, text: string): readonly number[] {
  const found = text.split(',').map((part) => rangeOf(field, part));
  if (found.some((values) => values.length === 0)) return [];
  return [...new Set(found.flat())].sort((a, b) => a - b);
}

function rangeOf(field: Field, part: string): readonly number[] {
  const [, range = '', step] = /^([^/]+)(?:\/(\d{1,4}))?$/.exec(part) ?? [];
  const [from, to] = endsOf(field, range, step !== undefined);
  const by = Number(step ?? 1);
  if (from === null || to === null || from > to || by === 0 || (step !== undefined && field === fields.week)) return [];
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, index) => from + index * by);
}

/** `1/10` begins at 1 and goes on to the end; `1` is 1 alone. */
function endsOf(field: Field, range: string, hasStep: boolean): readonly [number | null, number | null] {
  if (range === '*') return [field.from, field.to];
  const [first = '', last, more] = range.split('-');
  const from = numberOf(field, first);
  if (last === undefined) return [from, hasStep ? field.to : from];
  return [from, more === undefined ? numberOf(field, last) : null];
}

function numberOf({ from, to, names = [] }: Field, text: string): number | null {
  const named = names.indexOf(text);
  const number = named >= 0 ? from + named : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return number >= from && number <= to ? number : null;
}

/** The days that are named one by one or as a range, 1 for Sunday where they are of the week; none for `L` and its like. */
export function plainDays({ days }: AwsCron): readonly number[] {
  return valuesOf(fields[days.by], days.text);
}

/** `6L` → 6 and L, `MON#1` → 2 and #1: the day as a number, and what follows it. */
export function specialDay({ days }: AwsCron): { readonly day: number | null; readonly mark: string } {
  const [, day, mark = ''] = /^(\w*?)(L|W|#\d)$/.exec(days.text) ?? [];
  return {
    day: day === undefined || day === '' ? null : numberOf(days.by === 'week' ? fields.week : fields.month, day),
    mark,
  };
}
