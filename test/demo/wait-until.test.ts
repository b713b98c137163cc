import { describe, expect, test } from '@jest/globals';
import { DeadlineError, waitUntil } from '../../lib/demo/wait-until.ts';

describe('waitUntil', () => {
  test('looks again until the condition gives something, and hands that over', async () => {
    let looks = 0;
    const value = await waitUntil(() => (++looks < 3 ? null : `look ${looks}`), {
      timeoutMs: 1000,
      what: 'it',
      everyMs: 1,
    });
    expect(value).toBe('look 3');
  });

  test('takes 0 and the empty text for an answer', async () => {
    expect(await waitUntil(() => 0, { timeoutMs: 0, what: 'a number' })).toBe(0);
    expect(await waitUntil(() => '', { timeoutMs: 0, what: 'a text' })).toBe('');
  });

  test('takes an error for "not yet"', async () => {
    let looks = 0;
    const condition = () => {
      if (++looks < 2) throw new Error('connection refused');
      return true;
    };
    await expect(waitUntil(condition, { timeoutMs: 1000, what: 'it', everyMs: 1 })).resolves.toBe(true);
  });

  test('says in the end what it waited for and what the last error was', async () => {
    const refused = new Error('connection refused');
    const wait = waitUntil(() => Promise.reject(refused), { timeoutMs: 5, what: () => 'port 7001', everyMs: 1 });
    await expect(wait).rejects.toThrow(DeadlineError);
    await expect(wait).rejects.toMatchObject({ message: 'waited 5 ms for port 7001', cause: refused });
  });
});
