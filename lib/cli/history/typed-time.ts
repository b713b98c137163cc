import { InvalidArgumentError } from 'commander';
import { readTime } from '../../core/read-time.ts';
import { readSpan } from '../../core/time-span.ts';
import type { TypedTime } from './open.ts';

/**
 * Reads `30d`, `2026-03-01T03:00Z` or `2026-03-01`, which begins at midnight UTC.
 *
 * @returns null for anything else, also for a number alone: it may be meant as seconds, as days or as a date
 */
export function readTyped(text: string): TypedTime | null {
  return readSpan(text) ?? readTime(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00Z` : text);
}

/** @throws InvalidArgumentError, which the command line words with the option's name */
export function parseTyped(text: string): TypedTime {
  const typed = readTyped(text);
  if (typed !== null) return typed;
  throw new InvalidArgumentError('Write a time as 12h, 30d, 2026-03-01 or 2026-03-01T03:00Z: a number alone is none.');
}
