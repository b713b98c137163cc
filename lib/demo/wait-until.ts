import { setTimeout as sleep } from 'node:timers/promises';

/** How long to wait, and for what. */
export interface WaitOptions {
  readonly timeoutMs: number;
  /** Ends the sentence "waited … for": what the reader of a failure needs. A function may say how far it came. */
  readonly what: string | (() => string);
  /** Pause between two looks, in milliseconds. */
  readonly everyMs?: number;
}

/** The condition did not come true in time; `cause` is the last error it threw, if it threw. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Looks again and again until the condition gives something other than `false`, `null` or `undefined`.
 * A condition that throws counts as "not yet": a server that is starting refuses connections.
 *
 * @returns what the condition gave
 * @throws DeadlineError when the time is over
 */
export async function waitUntil<T>(
  condition: () => T | Promise<T>,
  { timeoutMs, what, everyMs = 50 }: WaitOptions,
): Promise<Exclude<T, false | null | undefined>> {
  const end = performance.now() + timeoutMs;
  let cause: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (isThere(value)) return value;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= end) break;
    await sleep(everyMs);
  }
  const wish = typeof what === 'string' ? what : what();
  throw new DeadlineError(`waited ${timeoutMs} ms for ${wish}`, cause === undefined ? {} : { cause });
}

function isThere<T>(value: T): value is Exclude<T, false | null | undefined> {
  return value !== false && value !== null && value !== undefined;
}
