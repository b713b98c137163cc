import { UsageError } from '../core/errors.ts';
import { readTime } from '../core/read-time.ts';

/** Reads what `--to` says; a day stands for its beginning. @throws UsageError */
export function endOf(text: string | undefined, now: string): string {
  if (text === undefined) return now;
  const time = readTime(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00Z` : text);
  if (time === null)
    throw new UsageError(
      `--to ${text} is no day and no time with its zone`,
      'write it as 2026-03-08 or 2026-03-08T08:00Z',
    );
  if (time > now) throw new UsageError(`--to ${text} lies ahead`, 'leave it out to sum up to now');
  return time;
}
