import { AuditorError } from '../lib/core/errors.ts';

/**
 * What the log says of an error. One of our own says in its message what happened and in its hint what to do: where in
 * the code that was helps nobody. Of the rest only the words and the place are taken, as other properties may hold
 * what was asked for, with logins in it.
 */
export function describeError(error: unknown): Readonly<Record<string, string>> {
  if (error instanceof AuditorError) {
    const { name, message, hint, cause } = error;
    return { name, message, hint, ...(cause instanceof Error ? { cause: cause.name } : {}) };
  }
  if (error instanceof Error) return { name: error.name, message: error.message, stack: error.stack ?? '' };
  return { name: 'unknown', message: `something was thrown that is no error (${typeof error})` };
}
