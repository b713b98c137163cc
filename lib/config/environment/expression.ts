import { type AwsCron, type Fault, parseCron } from './cron-fields.ts';

/** What an expression of EventBridge Scheduler says, or why AWS would not take it. */
export type Expression =
  | { readonly kind: 'rate'; readonly seconds: number; readonly count: number; readonly unit: string }
  | { readonly kind: 'cron'; readonly cron: AwsCron }
  | ({ readonly kind: 'fault' } & Fault);

const unitSeconds: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400 };

/** Less often would be a schedule in name only. */
const LONGEST_SECONDS = 366 * 86_400;

/** @param text `rate(…)` or `cron(…)` */
export function parseExpression(text: string): Expression {
  const [, form, inside = ''] = /^(rate|cron)\((.*)\)$/s.exec(text) ?? [];
  if (form === 'rate') return parseRate(inside);
  if (form !== 'cron') return fault('is no schedule', 'write rate(5 minutes) or cron(0 3 * * ? *)');
  const cron = parseCron(inside);
  return 'message' in cron ? { kind: 'fault', ...cron } : { kind: 'cron', cron };
}

function parseRate(text: string): Expression {
  const [, digits = '', unit = '', plural = ''] = /^(\d+(?:\.\d+)?) (second|minute|hour|day)(s?)$/.exec(text) ?? [];
  const count = Number(digits);
  const seconds = count * (unitSeconds[unit] ?? 0);
  if (digits === '')
    return fault('is not a rate as AWS writes them', 'write rate(5 minutes), rate(1 hour) or rate(2 days)');
  if (count === 0) return fault('is a rate of 0, which never fires', 'rate(1 minute) is the shortest');
  if (seconds < 60)
    return fault('is more often than once a minute, which AWS cannot', 'rate(1 minute) is the shortest');
  if (unit === 'second' || !Number.isInteger(count)) {
    return fault(
      'is not a whole number of minutes, hours or days',
      'write rate(5 minutes), rate(1 hour) or rate(2 days)',
    );
  }
  if (seconds > LONGEST_SECONDS) return fault('is less often than once a year', 'rate(366 days) is the longest');
  const wanted = count === 1 ? '' : 's';
  if (plural !== wanted) {
    const number = count === 1 ? 'the singular after 1' : 'the plural after any number but 1';
    return fault(`is refused by AWS, which wants ${number}`, `write rate(${count} ${unit}${wanted})`);
  }
  return { kind: 'rate', seconds, count, unit };
}

function fault(message: string, hint: string): Expression {
  return { kind: 'fault', message, hint };
}
