import { type AwsCron, dayNames, plainDays, specialDay } from './cron-fields.ts';
import { parseExpression } from './expression.ts';
import type { Schedule } from './schema.ts';

/** `every 5 minutes`, `at 03:10 on weekdays (Europe/Berlin)`; a cron that is too intricate for that, as it is written. */
export function scheduleInWords({ schedule, timeZone }: Schedule): string {
  const expression = parseExpression(schedule);
  if (expression.kind === 'rate') {
    return expression.count === 1 ? `every ${expression.unit}` : `every ${expression.count} ${expression.unit}s`;
  }
  const words = expression.kind === 'cron' ? cronInWords(expression.cron) : null;
  return `${words ?? schedule} (${timeZone})`;
}

function cronInWords(cron: AwsCron): string | null {
  const parts = [timesInWords(cron), daysInWords(cron), monthsInWords(cron), yearsInWords(cron)];
  return parts.includes(null) ? null : parts.filter((part) => part !== '').join(' ');
}

/** Times that can be read at a glance. */
const FEW = 4;

function timesInWords({ minutes, hours }: AwsCron): string | null {
  const everyHour = hours.length === 24;
  const step = stepOf(minutes, 60);
  if (everyHour && step === 1) return 'every minute';
  if (everyHour && step !== null) return `every ${step} minutes`;
  if (everyHour && minutes.length === 1) return `at minute ${minutes[0]} of every hour`;
  if (everyHour) return minutes.length > FEW ? null : `at minutes ${listed(minutes.map(String))} of every hour`;
  const times = hours.flatMap((hour) => minutes.map((minute) => `${padded(hour)}:${padded(minute)}`));
  return times.length > FEW ? null : `at ${listed(times)}`;
}

/** 5 for 0, 5, … 55; null for anything that does not go round evenly. */
function stepOf(values: readonly number[], round: number): number | null {
  const step = round / values.length;
  return values.length > 1 && values.every((value, index) => value === index * step) ? step : null;
}

function daysInWords(cron: AwsCron): string | null {
  const days = plainDays(cron);
  const all = cron.days.by === 'month' ? 31 : 7;
  if (days.length === all) return cron.hours.length === 24 ? '' : 'every day';
  if (days.length === 0) return specialInWords(cron);
  if (cron.days.by === 'month') return days.length > FEW ? null : `on day ${listed(days.map(String))} of the month`;
  if (days.join() === '2,3,4,5,6') return 'on weekdays';
  return `on ${listed(days.map(dayName))}`;
}

function specialInWords(cron: AwsCron): string {
  const { day, mark } = specialDay(cron);
  if (cron.days.by === 'month') {
    return mark === 'L' ? 'on the last day of the month' : `on the weekday nearest to day ${day} of the month`;
  }
  if (day === null) return `on ${dayName(7)}`;
  if (mark === 'L') return `on the last ${dayName(day)} of the month`;
  return `on ${dayName(day)} number ${mark.slice(1)} of the month`;
}

function monthsInWords({ months }: AwsCron): string | null {
  if (months.length === 12) return '';
  return months.length > FEW ? null : `in month ${listed(months.map(String))}`;
}

function yearsInWords({ years }: AwsCron): string | null {
  const [first, last] = [years[0], years.at(-1)];
  if (years.length > 200) return '';
  if (first === last) return `in ${first}`;
  return years.length > FEW ? null : `in ${listed(years.map(String))}`;
}

function dayName(day: number): string {
  return (dayNames[day - 1] ?? '').replace(/(?<=.)./g, (letter) => letter.toLowerCase());
}

function padded(number: number): string {
  return String(number).padStart(2, '0');
}

function listed(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
