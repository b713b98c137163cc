import { DeadlineError, waitUntil } from '../../../lib/demo/wait-until.ts';
import type { Emulator } from './emulator.ts';
import { evidence } from './functions.ts';

/**
 * Waits for something to happen in the emulator.
 *
 * @returns what the condition gave
 * @throws Error with the ends of all logs when it does not happen in time
 */
export async function eventually<T>(
  emulator: Emulator,
  what: string,
  condition: () => T | Promise<T>,
  timeoutMs = 60_000,
): Promise<Exclude<T, false | null | undefined>> {
  try {
    return await waitUntil(condition, { timeoutMs, what, everyMs: 200 });
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw new Error(`${error.message}\n\n${await evidence(emulator)}`, { cause: error.cause });
  }
}
