import { InvalidArgumentError } from 'commander';
import { readSpan } from '../core/time-span.ts';

/** The longest time a timer of Node can wait. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Reads `60s`, `5m`, `1h`, `500ms`, `2d`, `1.5h`; a bare number is seconds.
 *
 * @returns milliseconds, more than 0
 * @throws InvalidArgumentError, which the command line words with the option's name
 */
export function parseDuration(text: string): number {
  const ms = readSpan(/\d$/.test(text.trim()) ? `${text.trim()}s` : text);
  if (ms === null) throw new InvalidArgumentError('Write a time above 0 as 60s, 5m or 1h.');
  if (ms > LONGEST_MS) throw new InvalidArgumentError('Write a time of at most 24d.');
  return ms;
}

/**
 * Reads how far to look back, which no timer has to wait for. A bare number is refused: who writes 400 means days, and
 * nearly everything is older than 400 seconds.
 *
 * @returns milliseconds, more than 0
 * @throws InvalidArgumentError, which the command line words with the option's name
 */
export function parseAge(text: string): number {
  const ms = readSpan(text);
  if (ms !== null) return ms;
  throw new InvalidArgumentError('Write how far to look back as 12h, 7d or 90d: a number alone is none.');
}
